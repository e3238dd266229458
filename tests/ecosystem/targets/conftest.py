from tests.ecosystem.classification.conftest import able, digital, lead, officer

__all__ = ["able", "digital", "lead", "officer"]
