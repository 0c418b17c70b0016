"""Guests (cloudbeds.md, 6.3 and 7). `getGuest` names fields without the ``guest`` prefix."""

from datetime import UTC, datetime

from sync.sandbox.cloudbeds import hooks, rows, views
from sync.sandbox.cloudbeds.common import done, form, local, moment_of, need, paged, refuse
from sync.sandbox.store import Doc, State
from sync.sandbox.wire import Answer, Ask, Routes

# Field of `putGuest` -> field of `getGuest`.
NAMES = {
    "guestFirstName": "firstName", "guestLastName": "lastName", "guestGender": "gender",
    "guestEmail": "email", "guestPhone": "phone", "guestCellPhone": "cellPhone",
    "guestCountry": "country", "guestAddress1": "address", "guestAddress2": "address2",
    "guestCity": "city", "guestZip": "zip", "guestState": "state", "guestBirthDate": "birthDate",
    "guestDocumentType": "documentType", "guestDocumentNumber": "documentNumber",
    "guestDocumentIssueDate": "documentIssueDate",
    "guestDocumentIssuingCountry": "documentIssuingCountry",
    "guestDocumentExpirationDate": "documentExpirationDate",
    "guestTaxId": "taxID", "guestCompanyTaxId": "companyTaxID", "guestCompanyName": "companyName",
}  # fmt: skip
WITH_DOCUMENT = ("guestDocumentNumber", "guestDocumentIssuingCountry")
NO_DATES_NEEDED = ("dni", "cpf", "nie", "na", "social_security_card")


def _one(state: State, ask: Ask) -> Answer:
    key = ask.query.get("guestID", "")
    if not key and ask.query.get("reservationID"):
        key = rows.reservation(state, ask.query["reservationID"])["guest"]
    guest = _guest(state, key)
    shown = {name: guest.get(field, "") for field, name in NAMES.items()}
    shown["gender"] = shown["gender"] or "N/A"
    merged = guest.get("newGuestID", "")
    fields = guest.get("guestCustomFields") or []
    return done(
        {
            **shown,
            "customFields": fields,
            "specialRequests": "",
            "isAnonymized": bool(guest.get("isAnonymized")),
            "guestOptIn": False,
            "isMerged": bool(merged),
            "newGuestID": merged,
        }
    )


def _guest(state: State, key: str) -> Doc:
    found = state.get("cb.guest", key)
    if found is None:
        raise refuse("Guest not found")
    return found


def _list(state: State, ask: Ask) -> Answer:
    wanted = ask.query.get("status")
    found: dict[str, Doc] = {}
    for one in state.every("cb.reservation"):
        if wanted not in (None, one["status"]) or not ask.shown(one["modified"], state.now):
            continue
        for guest in views.guests_of(state, one):
            if _in_window(guest, ask):
                found[guest["guestID"]] = _listed(one, guest)
    page, counts = paged(list(found.values()), ask, size=100, most=100)
    return done({row["guestID"]: row for row in page}, **counts)


def _listed(one: Doc, guest: Doc) -> Doc:
    at = local(datetime.fromtimestamp(guest["modified"], UTC))
    return {
        "reservationID": one["id"],
        "guestName": f"{guest['guestFirstName']} {guest['guestLastName']}",
        "guestEmail": guest.get("guestEmail", ""),
        "guestID": guest["guestID"],
        "dateCreated": at,
        "dateModified": at,
        "isMainGuest": guest["guestID"] == one["guest"],
        "isAnonymized": bool(guest.get("isAnonymized")),
        "guestFirstName": guest["guestFirstName"],
        "guestLastName": guest["guestLastName"],
        "status": one["status"],
    }


def _in_window(guest: Doc, ask: Ask) -> bool:
    start, end = ask.query.get("resultsFrom"), ask.query.get("resultsTo")
    return (not start or guest["modified"] >= moment_of(start).timestamp()) and (
        not end or guest["modified"] <= moment_of(end).timestamp()
    )


def _change(state: State, ask: Ask) -> Answer:
    fields = form(ask)
    need(fields, "guestID")
    guest = _guest(state, fields["guestID"])
    if guest.get("newGuestID"):
        raise refuse("Guest was merged into another guest")
    changes = {name: value for name, value in fields.items() if name in NAMES}
    changes |= {name: fields[name] for name in ("guestCustomFields",) if name in fields}
    if not changes:
        raise refuse("Invalid Parameters")
    _check_document(fields)
    if any(guest.get(name) != value for name, value in changes.items()):
        guest |= changes | {"modified": state.now.timestamp()}
        state.put("cb.guest", guest["guestID"], guest)
        state.effect("cloudbeds", "putGuest", guest["guestID"], fields=sorted(changes))
        hooks.tell(state, "guest/details_changed", guestId=guest["guestID"])
    return done()


def _check_document(fields: Doc) -> None:
    kind = fields.get("guestDocumentType")
    if not kind:
        return
    if kind not in (*NO_DATES_NEEDED, "driver_licence", "student_id", "passport"):
        raise refuse("Invalid Parameters")
    if kind == "na":
        return
    need(fields, *WITH_DOCUMENT)
    if kind not in NO_DATES_NEEDED and not (
        fields.get("guestDocumentIssueDate") or fields.get("guestDocumentExpirationDate")
    ):
        raise refuse("Invalid Parameters")


def _add(state: State, ask: Ask) -> Answer:
    fields = form(ask)
    need(fields, "reservationID", "guestFirstName", "guestLastName", "guestEmail", "guestCountry")
    if fields.get("guestDocumentType") == "driver_licence":  # this call spells it with an s
        raise refuse("Invalid Parameters")
    one = rows.reservation(state, fields["reservationID"])
    people = sum(part["adults"] + part["children"] for part in one["rooms"])
    if len(one["guests"]) >= people:
        raise refuse("The number of guests exceeds the reservation's adults and children")
    guest = rows.new_guest(state, fields)
    one["guests"].append(guest)
    rows.save(state, one)
    name = f"{fields['guestFirstName']} {fields['guestLastName']}"
    state.effect("cloudbeds", "postGuest", f"{one['id']} {name}", id=guest)
    hooks.tell(state, "guest/created", reservationID=one["id"], guestID=guest)
    return done(guestID=guest)


ROUTES: Routes = {
    ("GET", "/getGuest"): _one,
    ("GET", "/getGuestList"): _list,
    ("PUT", "/putGuest"): _change,
    ("POST", "/postGuest"): _add,
}
