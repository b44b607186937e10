"""How each laboratory value is entered: its units, what is impossible, and what deserves a second look."""

from collections.abc import Mapping
from decimal import Decimal

from patients.models import Analyte
from transplant_site.interface.quantities import ALBUMIN, BILIRUBIN, CREATININE, SODIUM, Measure, Unit

# Haemoglobin is counted in mmol/L of its monomer: 16,114 g/mol (IFCC). 1 mmol/L is 1.6114 g/dL.
MEASURES: Mapping[Analyte, Measure] = {
    Analyte.CREATININE: CREATININE,
    Analyte.BILIRUBIN: BILIRUBIN,
    Analyte.INR: Measure(
        (Unit("1", "INR", Decimal(1), 2),),
        minimum=Decimal("0.5"),
        maximum=Decimal(30),
        plausible=(Decimal("0.8"), Decimal(10)),
    ),
    Analyte.SODIUM: SODIUM,
    Analyte.POTASSIUM: Measure(
        (Unit("mmol/L", "mmol/L", Decimal(1), 1),),
        minimum=Decimal("0.5"),
        maximum=Decimal(15),
        plausible=(Decimal("2.5"), Decimal(8)),
    ),
    Analyte.ALBUMIN: ALBUMIN,
    Analyte.HAEMOGLOBIN: Measure(
        (Unit("g/dL", "g/dL", Decimal(1), 1), Unit("mmol/L", "mmol/L", Decimal("1.6114"), 1)),
        minimum=Decimal(1),
        maximum=Decimal(30),
        plausible=(Decimal(5), Decimal(20)),
    ),
    Analyte.ANTI_A_TITRE: Measure(
        (Unit("1", "1 : …", Decimal(1), 0),),
        minimum=Decimal(1),
        maximum=Decimal(8192),
        plausible=(Decimal(1), Decimal(1024)),
    ),
}
