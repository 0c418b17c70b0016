"""The lines of a folio beside restaurant charges: nights, taxes, fees, payments."""
