"""Who leads this school? An officer changes the head, a head names deputies."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.forms import EndPostForm
from accounts.models import Invitation
from accounts.permissions import Permission, Role, audience, authorise
from accounts.services import RefusedError, day, end_post, revoke
from schools import services
from schools.forms import DelegationForm, HeadChangeForm
from schools.models import School, SchoolPost


def head_change(request, urn):
    """Asks, shows the answers to be checked, and does both halves or neither."""
    authorise(request.user, Permission.PEOPLE_MANAGE)
    school = get_object_or_404(School, pk=urn)
    form = HeadChangeForm(request.POST or None, heads=_heads(school))
    is_whole = form.is_valid()
    if is_whole and "confirm" in request.POST:
        try:
            services.change_head(
                school=school, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except RefusedError as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("schools:head-changed", urn=urn)
    elif is_whole and "change" not in request.POST:
        return render(
            request,
            "schools/head_check.html",
            {"school": school, "facts": _answers(form), "answers": _carried(form)},
        )
    return render(request, "schools/head_change.html", {"school": school, "form": form})


def head_changed(request, urn):
    authorise(request.user, Permission.PEOPLE_MANAGE)
    school = get_object_or_404(School, pk=urn)
    posts = school.posts.filter(role=Role.HEAD).select_related("user").order_by("-starts_on")
    return render(
        request,
        "schools/head_changed.html",
        {
            "school": school,
            "posts": posts,
            "invitations": _invitations(school, Role.HEAD),
            "audience": audience(Permission.PEOPLE_MANAGE),
        },
    )


def deputy_list(request, urn):
    school = get_object_or_404(School.objects.select_related("trust"), pk=urn)
    authorise(request.user, Permission.DELEGATE, within=school)
    today = timezone.localdate()
    form = DelegationForm(request.POST or None, today=today)
    if form.is_valid():
        head = _heads(school).select_related("school").get(user=request.user)
        try:
            invitation = services.delegate(
                head=head, on=today, at=timezone.now(), **form.cleaned_data
            )
        except RefusedError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"Invited. The link has been sent to {invitation.email}.")
            return redirect("schools:deputy-list", urn=urn)
    deputies = school.posts.filter(role=Role.DEPUTY, ends_on__gte=today).select_related("user")
    return render(
        request,
        "schools/deputy_list.html",
        {
            "school": school,
            "form": form,
            "deputies": deputies.order_by("ends_on"),
            "invitations": _invitations(school, Role.DEPUTY),
            "audience": audience(Permission.DELEGATE),
        },
    )


def deputy_end(request, urn, pk):
    school = get_object_or_404(School.objects.select_related("trust"), pk=urn)
    authorise(request.user, Permission.DELEGATE, within=school)
    posts = school.posts.filter(role=Role.DEPUTY).select_related("user", "school", "ended_by")
    post = get_object_or_404(posts, pk=pk)
    form = EndPostForm(
        request.POST or None, initial={"seen": post.version, "ends_on": timezone.localdate()}
    )
    if form.is_valid():
        try:
            end_post(post=post, by=request.user, at=timezone.now(), **form.cleaned_data)
        except RefusedError as refused:
            form.add_error(None, str(refused))
        else:
            last = day(form.cleaned_data["ends_on"])
            messages.success(request, f"Ended. The last day of {post.user} is {last}.")
            return redirect("schools:deputy-list", urn=urn)
    return render(
        request, "schools/deputy_end.html", {"school": school, "post": post, "form": form}
    )


@require_POST
def deputy_withdraw(request, urn, pk):
    school = get_object_or_404(School.objects.select_related("trust"), pk=urn)
    authorise(request.user, Permission.DELEGATE, within=school)
    for invitation in _invitations(school, Role.DEPUTY):
        if invitation.pk == pk:
            revoke(invitation=invitation, by=request.user, at=timezone.now())
            messages.success(request, f"Withdrawn. The link of {invitation.email} is worthless.")
            return redirect("schools:deputy-list", urn=urn)
    raise Http404


def _heads(school):
    """The posts of the school's heads of today."""
    held = school.posts.held_on(timezone.localdate()).filter(role=Role.HEAD)
    return held.select_related("user")


def _invitations(school, role):
    return list(
        Invitation.objects.open(timezone.now())
        .filter(post_kind=SchoolPost.KIND, scope_id=school.urn, role=role)
        .newest_first()
    )


def _answers(form):
    """What was answered, to be read once more."""
    given = form.cleaned_data
    if given["leaves"]:
        leaves = [("Leaves", given["leaves"].user), ("Last day", day(given["last_day"]))]
    else:
        leaves = [("Leaves", "nobody: the post is vacant")]
    return [
        *leaves,
        ("Comes", given["full_name"]),
        ("E-mail address", given["email"]),
        ("First day", day(given["starts_on"])),
    ]


def _carried(form):
    """The answers as the form sent them, and the post that ends as it stands now."""
    leaves = form.cleaned_data["leaves"]
    sent = {name: value for name, value in form.data.items() if name.startswith(tuple(form.fields))}
    return {**sent, "seen": leaves.version if leaves else ""}.items()
