"""Who holds which post? Officers and administrators start and end posts here."""

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts import services
from accounts.adapter import SECOND_FACTORS
from accounts.forms import EndPostForm, PeopleFilterForm, PostForm
from accounts.models import User
from accounts.permissions import NEEDS_SECOND_FACTOR, Permission, Role, audience, authorise, can
from accounts.posts import SOON, ending, holders, kinds, posts_of

MOST_ON_A_PAGE = 50


def person_list(request):
    authorise(request.user, Permission.PEOPLE_MANAGE)
    today = timezone.localdate()
    form = PeopleFilterForm(request.GET)
    form.is_valid()
    people = _narrowed(_with_second_factor(), form.cleaned_data, on=today)
    page = Paginator(people.order_by("full_name", "email"), MOST_ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    posts = posts_of([person.pk for person in page])
    return render(
        request,
        "accounts/person_list.html",
        {
            "form": form,
            "page": page,
            "rows": [(person, _held(posts[person.pk], on=today)) for person in page],
            "kinds": kinds().values(),
            "is_search": any(form.cleaned_data.values()),
            "previewed": kinds().values() if can(request.user, Permission.PREVIEW_AS) else [],
            "may_read_permissions": can(request.user, Permission.PERMISSIONS_VIEW),
            "audience": audience(Permission.PEOPLE_MANAGE),
        },
    )


def person_detail(request, pk):
    authorise(request.user, Permission.PEOPLE_MANAGE)
    person = get_object_or_404(_with_second_factor(), pk=pk)
    today = timezone.localdate()
    posts = posts_of([pk])[pk]
    held = _held(posts, on=today)
    return render(
        request,
        "accounts/person_detail.html",
        {
            "person": person,
            "facts": [
                ("E-mail address", person.email),
                ("Second factor", _second_factor(person, held)),
                ("Last sign-in", _moment(person.last_login)),
                ("Account since", _moment(person.joined_at)),
                ("Account", "open" if person.is_active else "closed"),
            ],
            "held": held,
            "to_come": [post for post in posts if post.starts_on > today],
            "past": [post for post in posts if post not in held and post.starts_on <= today],
            "kinds": kinds().values(),
            "may_end": person != request.user,
            "may_preview": person != request.user and can(request.user, Permission.PREVIEW_AS),
            "may_read_history": can(request.user, Permission.AUDIT_VIEW),
            "audience": audience(Permission.PEOPLE_MANAGE),
        },
    )


def post_start(request, pk, kind):
    authorise(request.user, Permission.PEOPLE_MANAGE)
    person = get_object_or_404(User, pk=pk)
    form = PostForm(request.POST or None, kind=kind_or_404(kind))
    if form.is_valid():
        try:
            post = services.appoint(post=form.post(of=person), by=request.user)
        except services.RefusedError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"Started. {post}, from {services.day(post.starts_on)}.")
            return redirect(person)
    return render(request, "accounts/post_start.html", {"person": person, "form": form})


def post_end(request, kind, pk):
    authorise(request.user, Permission.PEOPLE_MANAGE)
    model = kind_or_404(kind)
    related = [model.SCOPE] if model.SCOPE else []
    post = get_object_or_404(model.objects.select_related("user", "ended_by", *related), pk=pk)
    form = EndPostForm(request.POST or None, initial={"seen": post.version})
    if form.is_valid():
        try:
            services.end_post(
                post=post,
                seen=form.cleaned_data["seen"],
                ends_on=form.cleaned_data["ends_on"],
                by=request.user,
                at=timezone.now(),
            )
        except services.RefusedError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request,
                f"Ended. {post}: the last day is {services.day(form.cleaned_data['ends_on'])}.",
            )
            return redirect(post.user)
    facts = [
        ("Post", f"{post.get_role_display()}, {post.place}"),
        ("Held by", post.user),
        ("First day", services.day(post.starts_on)),
        ("Last day", services.day(post.ends_on)),
    ]
    return render(request, "accounts/post_end.html", {"post": post, "facts": facts, "form": form})


def kind_or_404(word):
    try:
        return kinds()[word]
    except KeyError:
        raise Http404 from None


def _with_second_factor():
    app_or_key = Authenticator.objects.filter(user=OuterRef("pk"), type__in=SECOND_FACTORS)
    return User.objects.annotate(has_second_factor=Exists(app_or_key))


def _narrowed(people, chosen, *, on):
    for word in chosen.get("q", "").split():
        people = people.filter(Q(full_name__icontains=word) | Q(email__icontains=word))
    if chosen.get("role"):
        people = people.filter(holders(on=on, role=chosen["role"]))
    if chosen.get("held") == "today":
        people = people.filter(holders(on=on))
    if chosen.get("held") == "ending":
        people = people.filter(ending(on=on, by=on + SOON))
    if chosen.get("held") == "none":
        people = people.exclude(holders(on=on))
    return people


def _held(posts, *, on):
    return [post for post in posts if post.is_held_on(on)]


def _second_factor(person, held):
    if person.has_second_factor:
        return "set up"
    needed = person.is_staff or {Role(post.role) for post in held} & NEEDS_SECOND_FACTOR
    return "needed, asked for at the next sign-in" if needed else "not set up, and not needed"


def _moment(moment):
    return f"{timezone.localtime(moment):%-d %B %Y, %H:%M}" if moment else "never"
