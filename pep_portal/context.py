"""What every template may know of the portal."""


def portal(request):
    return {}
