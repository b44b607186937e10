"""ESP: the Eurotransplant list for kidneys of donors of 65 and more. For clinicians: docs/policies/esp.md."""

from organs.allocation.esp.policy import CSV_COLUMNS, ESP_2021, Esp

__all__ = ["CSV_COLUMNS", "ESP_2021", "Esp"]
