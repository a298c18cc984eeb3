"""Code lists that know nothing, for readers that are to be seen without any."""


class NoLookups:
    """Lists without entries."""

    def type_of(self, name: str, level: str | None) -> str | None:
        """No name is known."""
        return None

    def region_of_name(self, name: str) -> str | None:
        """No name is known."""
        return None

    def speciality_of_name(self, name: str) -> str | None:
        """No name is known."""
        return None

    def region_of_municipality(self, code: str, day: int) -> str | None:
        """No municipality is known."""
        return None
