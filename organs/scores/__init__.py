"""Scores: MELD and its relatives, KDRI and KDPI, EPTS. Pure computation; imports no Django.

A score has versions, each a data file with its formula's figures, its dates and its sources. What was
measured comes in the formula's units (mg/dL, mmol/L, g/dL), or in the laboratory's with `units.values_at`.

    score = MELD3.score(LiverValues(bilirubin=2.5, creatinine=1.2, inr=1.0, sodium=131, albumin=3.8),
                        age=45, is_female=True)
    score.value, score.unrounded, score.version.label, score.used

    kdpi = KDPI.score(KidneyDonorFacts(age=52, height_cm=183, weight_kg=81, creatinine=1.7,
                                       hypertension=True, diabetes=None, stroke=True, dcd=True))
    epts = EPTS.score(age=52.9, years_of_dialysis=0, diabetes=False, prior_transplant=False)

What can't be computed raises ScoreRefused with a sentence. PELD-Cr is not computed: its coefficients could
not be sourced.
"""

from organs.scores.epts import EPTS, EptsScore
from organs.scores.hla_level import uk_mismatch_level
from organs.scores.kdpi import KDPI, KDRI_2009, KdpiScore, KidneyDonorFacts
from organs.scores.meld import (
    DYN_REMELD,
    LIVER_SCORES,
    MELD,
    MELD3,
    MELD_NA,
    PELD,
    REMELD,
    REMELD_NA,
    UKELD,
    UNOS_MELD,
    LiverScore,
    LiverValues,
    Score,
)
from organs.scores.versions import ScoreNotInForce, ScoreRefused, ScoreVersion

__all__ = [
    "DYN_REMELD",
    "EPTS",
    "KDPI",
    "KDRI_2009",
    "LIVER_SCORES",
    "MELD",
    "MELD3",
    "MELD_NA",
    "PELD",
    "REMELD",
    "REMELD_NA",
    "UKELD",
    "UNOS_MELD",
    "EptsScore",
    "KdpiScore",
    "KidneyDonorFacts",
    "LiverScore",
    "LiverValues",
    "Score",
    "ScoreNotInForce",
    "ScoreRefused",
    "ScoreVersion",
    "uk_mismatch_level",
]
