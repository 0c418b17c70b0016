/** One guest's form on the desk's screen: compare, send back with reasons, print. */

import { html, useEffect, useState } from "../vendor.js";
import { get, post } from "../api.js";
import { errorText, t } from "../i18n.js";
import { Banner, Icon, Sheet, Skeleton, toast } from "../kit.js";

const SPOKEN = ["sex", "document_kind"];
const PAPER = "paper";

function Value({ name, value }) {
  if (name === "signature") {
    return value === PAPER
      ? html`<span>${t("checkins.on_paper")}</span>`
      : html`<svg class="signature" viewBox="0 0 384 160" role="img"
          aria-label=${t("checkin.field.signature")}><path d=${value} /></svg>`;
  }
  return html`<span dir="auto">${SPOKEN.includes(name) ? t(`checkin.${name}.${value}`) : value}</span>`;
}

function Row({ name, value, marked, onMark, onReason }) {
  const field = t(`checkin.field.${name}`);
  return html`<li class="form-row">
    <label class="choice">
      <input type="checkbox" checked=${marked !== undefined}
        onChange=${(event) => onMark(name, event.target.checked)} />
      <span class="muted">${field}</span></label>
    <${Value} name=${name} value=${value} />
    ${marked !== undefined && html`<input class="input" value=${marked} maxlength="120"
      aria-label=${t("checkins.reason", { field })} placeholder=${t("checkins.reason", { field })}
      onInput=${(event) => onReason(name, event.target.value)} />`}
  </li>`;
}

export function GuestSheet({ id, onClose, onDone }) {
  const [guest, setGuest] = useState(null);
  const [marks, setMarks] = useState({});
  const [failed, setFailed] = useState("");
  const path = `/api/v1/checkins/guests/${id}`;
  useEffect(() => {
    get(path).then(setGuest, (error) => setFailed(errorText(error)));
  }, [id]);

  async function act(action, body, words) {
    try {
      await post(`${path}/${action}`, body);
      toast(t(words), { icon: "circle-check" });
      if (action !== "print") onDone();
    } catch (error) {
      setFailed(errorText(error));
    }
  }

  const mark = (name, on) => {
    const { [name]: _, ...rest } = marks;
    setMarks(on ? { ...rest, [name]: "" } : rest);
  };
  const wrong = Object.keys(marks).length > 0;
  const open = guest?.state === "submitted" || guest?.state === "verified";
  const foot = html`<div class="row wrap">
    ${open && wrong && html`<button type="button" class="button button-danger"
      onClick=${() => act("send-back", { fields: marks }, "checkins.done")}>${t("checkins.send_back")}</button>`}
    ${guest?.state === "submitted" && !wrong && html`<button type="button" class="button button-primary"
      onClick=${() => act("verify", {}, "checkins.done")}>${t("checkins.verify")}</button>`}
    <a class="button" href=${`${path}/card.pdf`} target="_blank" rel="noopener">${t("checkins.card")}</a>
    <button type="button" class="button" onClick=${() => act("print", {}, "checkins.printed")}>
      <${Icon} name="printer" />${t("checkins.print")}</button>
  </div>`;
  return html`<${Sheet} title=${t("checkins.form")} onClose=${onClose} foot=${foot}>
    ${failed && html`<${Banner} tone="bad" icon="circle-alert" title=${failed} />`}
    ${guest === null ? !failed && html`<${Skeleton} rows=${5} />` : html`
      <p class="small muted">${t("checkins.logged")} ${open && t("checkins.mark")}</p>
      <ul class="form">${Object.entries(guest.form).map(([name, value]) => html`<${Row} key=${name}
        name=${name} value=${value} marked=${marks[name]} onMark=${mark}
        onReason=${(field, words) => setMarks({ ...marks, [field]: words })} />`)}</ul>`}
  <//>`;
}
