"""Settings of the site."""

SECRET_KEY = "for type checking until the site is built"
INSTALLED_APPS: list[str] = []
