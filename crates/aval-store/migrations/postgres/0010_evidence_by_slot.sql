-- Which applications of a vendor hold something in a slot, to take it over.
CREATE INDEX evidence_use_by_slot ON evidence_use_view (vendor_id, slot, application_id);
