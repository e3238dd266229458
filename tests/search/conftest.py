"""The index of each test stands in a folder of its own."""

import pytest

from ecosystem.registry.models import Name
from search import actions
from search.selectors import vocabulary
from tests.factories import OrganizationFactory


@pytest.fixture(autouse=True)
def index_folder(settings, tmp_path):
    settings.SEARCH_ENGINE = {**settings.SEARCH_ENGINE, "PATH": tmp_path / "index"}
    vocabulary._Kept.vocabulary = None
    return tmp_path / "index"


@pytest.fixture
def listed(db):
    """Publish organizations by name and index them: `listed("Công ty …", seat=…)`."""

    def publish(*names, **traits):
        found = [OrganizationFactory(legal_name=name, **traits) for name in names]
        actions.index_all_pending()
        return found if len(found) != 1 else found[0]

    return publish


@pytest.fixture
def renamed():
    def rename(organization, former):
        Name.objects.create(
            organization=organization,
            text=former,
            folded=former.lower(),
            name_type="former",
            valid_from="2020-01-01",
            valid_to="2023-01-01",
        )

    return rename
