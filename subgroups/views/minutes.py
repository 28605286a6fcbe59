"""Minutes on their way: written on one page, checked, approved, published, kept in versions."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.permissions import Permission
from accounts.services import RefusedError
from core.pdf import NotPossibleError, pdf_of
from core.uploads import attachment
from strategy.models import Objective
from subgroups.forms.base import ReasonForm
from subgroups.forms.meetings import ApproveForm, MinutesFileForm
from subgroups.forms.minutes import MinutesForm
from subgroups.models import Action, Meeting, MinutesFile
from subgroups.presence import others_writing
from subgroups.readers import who_reads
from subgroups.record import public_part, withheld_since, words_of
from subgroups.services import minutes
from subgroups.services.minutes import ChangedSinceError
from subgroups.views.finding import confirm_page, done, form_page, of_meeting
from subgroups.writing import as_html

State = Meeting.State
WHO_WRITE = (Permission.MINUTES_WRITE,)
WHO_APPROVE = (Permission.MINUTES_APPROVE,)
BELOW = (
    "Nothing of yours is lost: what is saved now stands first, and what you typed below it. Save"
    " again to keep yours."
)


# --- Reading --------------------------------------------------------------------------------


@login_not_required
@of_meeting
def minutes_detail(request, meeting, reader):
    """As published, for anybody; as they stand, for those inside; with the next step for each."""
    published = meeting.published_version
    if reader.is_inside and meeting.is_written:
        is_live = meeting.state != State.PUBLISHED
        words = words_of(meeting) if is_live else published.words
        if not reader.reads_exempt:
            words = public_part(words)
    elif published:
        words, is_live = public_part(published.words, withheld_since(meeting)), False
    else:
        raise Http404
    on = timezone.localdate()
    approving = reader.approves and meeting.state == State.CHECKED
    return render(
        request,
        "subgroups/minutes_detail.html",
        {
            "meeting": meeting,
            "group": meeting.group,
            "reader": reader,
            "words": shown(words),
            "is_live": is_live,
            "published": published,
            "files": _files_for(meeting, reader),
            "steps": _steps(meeting, reader),
            "approve": ApproveForm(None, meeting=meeting, on=on) if approving else None,
            "is_own": meeting.sent_by_id is not None and meeting.sent_by_id == request.user.pk,
            "audience": who_reads() if is_live else None,
        },
    )


def _steps(meeting, reader):
    """What this reader may do with the minutes now, by the words of its button."""
    own = meeting.sent_by_id is not None and meeting.sent_by_id == reader.user.pk
    may = {
        "send": reader.writes and meeting.state == State.DRAFT,
        "write": reader.writes and meeting.can_be_written,
        "check": reader.approves and meeting.state == State.WITH_CHAIR and not own,
        "approve": reader.approves and meeting.state == State.CHECKED and not own,
        "return": reader.approves
        and meeting.state in (State.WITH_CHAIR, State.CHECKED, State.APPROVED),
        "publish": reader.approves and meeting.state == State.APPROVED,
        "reopen": reader.approves and meeting.state == State.PUBLISHED,
    }
    return {step for step, it_is in may.items() if it_is}


def shown(words):
    """Minutes as a page prints them: each text as HTML."""
    return {
        **words,
        "items": [{**item, "html": as_html(item["text"])} for item in words["items"]],
        "also_present": [line for line in words["also_present"].splitlines() if line.strip()],
    }


def _files_for(meeting, reader):
    files = meeting.files.order_by("-added_at")
    if not reader.is_inside and not meeting.published_version_id:
        files = files.none()
    if not reader.reads_exempt:
        files = files.filter(is_public=True)
    files = list(files)
    if files and not reader.reads_exempt and minutes.why_for_members(meeting):
        # What was said of a file when it was added may not be true any more.
        return []
    for file in files:
        file.meeting = meeting
    return files


@login_not_required
@of_meeting
def minutes_pdf(request, meeting, reader):
    """The published minutes as a tagged PDF; the same for everybody, without what is exempt."""
    if meeting.published_version is None:
        raise Http404
    context = {
        "meeting": meeting,
        "words": shown(public_part(meeting.published_version.words, withheld_since(meeting))),
        "published": meeting.published_version,
    }
    try:
        made = pdf_of(render_to_string("subgroups/minutes_pdf.html", context))
    except NotPossibleError as impossible:
        messages.warning(request, f"{impossible} Print the page instead.")
        return redirect(meeting.minutes_url)
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="minutes-{meeting.reference}.pdf"'
    return response


@login_not_required
@of_meeting
def version_list(request, meeting, reader):
    """Every version somebody may read: those once published to anybody, all to those inside."""
    versions = meeting.versions.order_by("-number")
    if not reader.is_inside:
        versions = versions.filter(is_published=True)
    versions = list(versions.select_related("made_by"))
    if not versions and not reader.is_inside:
        raise Http404
    for version in versions:
        version.meeting = meeting
    return render(
        request,
        "subgroups/minutes_versions.html",
        {"meeting": meeting, "reader": reader, "versions": versions},
    )


@login_not_required
@of_meeting
def version_detail(request, meeting, reader, number):
    version = get_object_or_404(meeting.versions, number=number)
    if not (version.is_published or reader.is_inside):
        raise Http404
    words = version.words
    if not reader.reads_exempt:
        words = public_part(words, withheld_since(meeting))
    return render(
        request,
        "subgroups/minutes_version.html",
        {"meeting": meeting, "version": version, "words": shown(words), "reader": reader},
    )


@login_not_required
@of_meeting
def file_open(request, meeting, reader, pk):
    file = get_object_or_404(meeting.files, pk=pk)
    if file.pk not in {one.pk for one in _files_for(meeting, reader)}:
        raise Http404
    try:
        return attachment(file.file, name=f"minutes-{meeting.reference}.pdf")
    except FileNotFoundError:
        raise Http404 from None


# --- Writing --------------------------------------------------------------------------------


@of_meeting
def minutes_write(request, meeting, reader):
    """The whole meeting on one form. Saved by a button, or by the script as one types."""
    reader.require(Permission.MINUTES_WRITE)
    now = timezone.now()
    if not meeting.can_be_written or meeting.day > timezone.localdate(now):
        return redirect(meeting.minutes_url if meeting.is_written else meeting)
    form = _form(request, meeting)
    others = others_writing(meeting, user=request.user, at=now)
    other = None
    if request.method == "POST" and form.more is None and form.is_valid():
        try:
            saved = minutes.save(
                meeting=meeting,
                said=form.said,
                seen=form.cleaned_data["seen"],
                by=request.user,
                at=now,
            )
        except ChangedSinceError as changed:
            if "autosave" in request.POST:
                told = f"{changed} Nothing of yours is lost: press Save, and you are shown both."
                return JsonResponse({"error": told, "is_over": True})
            form.add_error(None, f"{changed} {BELOW}")
            form.data = {**form.data.dict(), "seen": changed.kept.version}
            other = words_of(changed.kept)
        except RefusedError as refused:
            form.add_error(None, str(refused))
        else:
            if "autosave" in request.POST:
                saved_at = f"{timezone.localtime(now):%H:%M}"
                told = {"version": saved.meeting.version, "saved": saved_at, "others": others}
                return JsonResponse(told)
            return _after_saving(request, saved, now)
    if "autosave" in request.POST:
        return JsonResponse({"error": "Something on the page cannot be saved yet."})
    return render(
        request,
        "subgroups/minutes_write.html",
        {
            "meeting": meeting,
            "group": meeting.group,
            "form": form,
            "other": other,
            "others": others,
            "arising": list(
                Action.objects.arising_at(meeting).visible_to(request.user).for_list().late_first()
            ),
            "today": timezone.localdate(now),
            "audience": who_reads(*WHO_WRITE),
        },
    )


def _form(request, meeting):
    """The form with everything that is saved; `more` names the item that asked for another row."""
    on = timezone.localdate()
    seats = list(meeting.group.memberships.held_on(meeting.day).select_related("user").in_order())
    items = list(meeting.items.select_related("minute", "decision").order_by("number"))
    actions = meeting.actions.select_related("owner", "objective").order_by("number")
    by_item = {item.pk: {} for item in items}
    for action in actions:
        by_item[action.item_id][action.once] = action
    for item in items:
        item.agreed = by_item[item.pk]
    meeting.attended = dict(meeting.attendances.values_list("membership", "status"))
    meeting.declared = list(meeting.declarations.order_by("pk"))
    data = request.POST if request.method == "POST" else None
    objectives = meeting.group.objectives.select_related("edition").order_by("number")
    return MinutesForm(
        data,
        meeting=meeting,
        seats=[seat for seat in seats if seat.is_held_on(meeting.day) or seat.is_held_on(on)],
        items=items,
        objectives=objectives or Objective.objects.none(),
        more=request.POST.get("more") if data else None,
    )


def _after_saving(request, saved, now):
    meeting = saved.meeting
    if saved.left_out:
        messages.warning(
            request,
            f"Left out of what you pasted: {', '.join(saved.left_out)}. The words are kept.",
        )
    if "send" in request.POST:
        try:
            minutes.send_to_chair(meeting=meeting, by=request.user, at=now)
        except RefusedError as refused:
            messages.warning(request, f"Saved, and not sent. {refused}")
            return redirect(meeting.page("minutes-write"))
        messages.success(request, "Saved and sent to the chair.")
        return redirect(meeting.minutes_url)
    messages.success(request, f"Saved at {timezone.localtime(now):%H:%M}. You can come back to it.")
    return redirect(meeting.page("minutes-write"))


@of_meeting
def file_add(request, meeting, reader):
    reader.require(Permission.MINUTES_WRITE)
    form = MinutesFileForm(
        request.POST or None, request.FILES or None, instance=MinutesFile(meeting=meeting)
    )
    if form.is_valid() and done(
        form,
        minutes.add_file,
        file=form.save(commit=False),
        by=request.user,
        at=timezone.now(),
    ):
        messages.success(request, "The PDF is added.")
        return redirect(meeting.minutes_url if meeting.is_written else meeting)
    return form_page(
        request,
        form,
        title="Which PDF holds the minutes?",
        caption=str(meeting),
        back=meeting.get_absolute_url(),
        intro="A PDF with scripts in it, or other files, is refused.",
        audience=who_reads(*WHO_WRITE),
    )


# --- To the public --------------------------------------------------------------------------


@require_POST
@of_meeting
def minutes_send(request, meeting, reader):
    reader.require(Permission.MINUTES_WRITE)
    return _step(request, meeting, minutes.send_to_chair, "Sent to the chair.")


@require_POST
@of_meeting
def minutes_check(request, meeting, reader):
    reader.require(Permission.MINUTES_APPROVE)
    return _step(request, meeting, minutes.check, "Checked. They are approved at the next meeting.")


@of_meeting
def minutes_return(request, meeting, reader):
    """Back to the clerk with a reason; of published minutes, opened to be put right."""
    reader.require(Permission.MINUTES_APPROVE)
    is_out = meeting.state == State.PUBLISHED
    form = ReasonForm(
        request.POST or None,
        verb="Open them again" if is_out else "Return them",
        label="What has to be put right?",
    )
    if form.is_valid():
        deed = minutes.reopen if is_out else minutes.give_back
        if done(
            form,
            deed,
            meeting=meeting,
            why=form.cleaned_data["why"],
            by=request.user,
            at=timezone.now(),
        ):
            messages.success(request, "The minutes are a draft again.")
            return redirect(meeting.minutes_url)
    return form_page(
        request,
        form,
        title="What has to be put right?",
        caption=str(meeting),
        back=meeting.minutes_url,
        intro="The public reads what was published until it is published anew." if is_out else "",
        audience=who_reads(*WHO_APPROVE),
    )


@of_meeting
def minutes_approve(request, meeting, reader):
    """Which later meeting approved them."""
    reader.require(Permission.MINUTES_APPROVE)
    form = ApproveForm(request.POST or None, meeting=meeting, on=timezone.localdate())
    if form.is_valid() and done(
        form,
        minutes.approve,
        meeting=meeting,
        by=request.user,
        at=timezone.now(),
        **form.cleaned_data,
    ):
        messages.success(request, "The approval is recorded. The minutes can be published.")
        return redirect(meeting.minutes_url)
    return form_page(
        request,
        form,
        title="Which meeting approved these minutes?",
        caption=str(meeting),
        back=meeting.minutes_url,
        audience=who_reads(*WHO_APPROVE),
    )


@of_meeting
def minutes_publish(request, meeting, reader):
    """Asks once more, naming what the public will not read."""
    reader.require(Permission.MINUTES_APPROVE)
    refused = ""
    if request.method == "POST":
        try:
            minutes.publish(meeting=meeting, by=request.user, at=timezone.now())
        except RefusedError as error:
            refused = str(error)
        else:
            messages.success(request, "Published. Everybody can read the minutes now.")
            return redirect(meeting.minutes_url)
    exempt = [
        (f"Item {item.number}: {item.title}", item.withheld)
        for item in meeting.items.filter(is_exempt=True).order_by("number")
        if reader.reads_exempt
    ]
    schools = meeting.actions.exclude(school=None).count()
    if schools:
        exempt.append(("Actions that name a school", f"{schools} withheld"))
    return confirm_page(
        request,
        title="Publish these minutes?",
        told=f"{meeting}: everybody will read them, as a page and as a PDF."
        + (" What is withheld:" if exempt else " Nothing in them is withheld."),
        facts=exempt,
        back=meeting.minutes_url,
        verb="Publish the minutes",
        refused=refused,
        audience=who_reads(*WHO_APPROVE),
    )


def _step(request, meeting, deed, words):
    try:
        deed(meeting=meeting, by=request.user, at=timezone.now())
    except RefusedError as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, words)
    return redirect(meeting.minutes_url)
