"""Forms of the sign-in library with this site's words."""

from typing import Any

from allauth.account.forms import LoginForm as LibraryLoginForm


class LoginForm(LibraryLoginForm):  # type: ignore[misc]  # the library has no types
    """Without the library's link to a forgotten password below the field: the page has its own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""
