"""The sample of `audit_log` in docs/documents.md is an entry as the relay would write it."""

from transplant_site.audit import chain
from transplant_site.audit.ledger import Entry, Place
from transplant_site.documents import canonical
from transplant_site.documents.collections import Collection


def test_text_fields_and_hash_of_the_sample_belong_together() -> None:
    sample = Collection.AUDIT_LOG.declaration.sample
    fields = chain.parse_exactly(sample["text"])
    place = Place(fields["position"], fields["number"], fields["sequence"])

    written = Entry(place, chain.canonical_text(fields), fields).document(sample["previous_hash"])

    assert canonical.normalised({"_id": place.position, **written}) == canonical.normalised(sample)
