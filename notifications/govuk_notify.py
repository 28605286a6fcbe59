"""GOV.UK Notify, by django-gov-notify, which only those who use it need install."""

from django.core.exceptions import ImproperlyConfigured

try:
    from django_gov_notify.backends import NotifyEmailBackend
    from notifications_python_client.errors import APIError, TokenError
except ImportError as error:
    raise ImproperlyConfigured(
        "EMAIL_URL names GOV.UK Notify, whose Django backend is not installed."
        " Install it: pip install 'django-gov-notify==0.7.0'"
    ) from error


class NotifyRefusedError(OSError):
    """GOV.UK Notify did not take a message; the words are its own."""


class EmailBackend(NotifyEmailBackend):
    """django-gov-notify's backend, whose faults are those of any mail server."""

    def send_messages(self, email_messages):
        try:
            return super().send_messages(email_messages)
        except (APIError, TokenError) as error:
            raise NotifyRefusedError(str(error)) from error
