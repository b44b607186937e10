"""HLA as serology sees it: antigens, typings, mismatches, unacceptable antigens, crossmatch, vPRA.

Pure computation: imports no Django. Texts are stored in their canonical form (`Typing.canonical`,
`UnacceptableAntigens.canonical`); what was entered can't be right raises `HLARefused`, whose message is
meant for the person who entered it and whose `antigen` names the culprit.
"""

from patients.hla.antibodies import Crossmatch, UnacceptableAntigens, Verdict, crossmatch, is_clear
from patients.hla.mismatches import Level, MismatchCounts, count_mismatches, mismatches
from patients.hla.nomenclature import ANTIGENS, Antigen, HLARefused, Locus
from patients.hla.typings import Typing
from patients.hla.vpra import DonorPool

__all__ = [
    "ANTIGENS",
    "Antigen",
    "Crossmatch",
    "DonorPool",
    "HLARefused",
    "Level",
    "Locus",
    "MismatchCounts",
    "Typing",
    "UnacceptableAntigens",
    "Verdict",
    "count_mismatches",
    "crossmatch",
    "is_clear",
    "mismatches",
]
