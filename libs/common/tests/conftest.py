import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--write-schemas", action="store_true", help="write the schemas of new event contracts"
    )
