"""What leaves for one person is kept by nobody else."""


class PrivatePagesMiddleware:
    """Forbids browsers and proxies to keep a page that was made for somebody.

    That is every page of a person who is signed in, and every one that sets a cookie: the next
    person at a shared computer finds nothing behind the back button.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        user = getattr(request, "user", None)
        if response.cookies or (user is not None and user.is_authenticated):
            response["Cache-Control"] = "private, no-store"
        return response
