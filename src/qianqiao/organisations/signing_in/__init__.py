"""Signing in: what the library django-allauth leaves to a site, and the second factor that some roles require."""
