"""Views of the site, one module a subject."""
