/** One guest: what the house knows, told and forgotten. */

import { html, useSignal } from "../vendor.js";
import { hasText, t } from "../i18n.js";
import { Banner, Empty, Icon, Sheet, Skeleton } from "../kit.js";
import { TextField } from "./form.js";
import { Failed, Head, Part, timeText } from "./parts.js";
import { act, post, sheet } from "./state.js";

const PATH = "/api/v1/privacy";
const idOf = (one) => `${one.place} ${one.key}`;
const rowsOf = (chosen) => chosen.map(({ place, key }) => ({ place, key }));
/** What goes along when anything with the same words goes, and is not chosen by itself. */
const ALONG = "with_others";
/** Copies for repeated calls and for clouds: counted, for nobody reads them. */
const COPIES = new Set(["answers", "messages"]);

export function Privacy() {
  const asked = useSignal({ name: "", email: "", phone: "" });
  const found = useSignal(null);
  const left = useSignal(new Set());
  const state = useSignal({ isBusy: false, error: null });
  const search = async () => {
    state.value = { isBusy: true, error: null };
    try {
      found.value = await post(`${PATH}/search`, asked.value);
      left.value = new Set();
      state.value = { isBusy: false, error: null };
    } catch (error) {
      state.value = { isBusy: false, error };
    }
  };
  const chosen = (found.value?.items ?? []).filter((one) => !left.value.has(idOf(one)));
  const toggle = (one) => {
    const next = new Set(left.value);
    if (!next.delete(idOf(one))) next.add(idOf(one));
    left.value = next;
  };
  const own = (found.value?.items ?? []).filter((one) => !COPIES.has(one.place));
  const copies = (found.value?.items.length ?? 0) - own.length;
  const forget = () => (sheet.value = html`<${Forget} asked=${asked.value} chosen=${chosen}
    done=${search} />`);
  return html`<div class="screen">
    <${Head} title=${t("manage.screen.privacy")} text=${t("privacy.text")} />
    <${Who} asked=${asked} isBusy=${state.value.isBusy} onFind=${search} />
    ${state.value.error && html`<${Failed} error=${state.value.error} onRetry=${search} />`}
    ${state.value.isBusy && !found.value && html`<${Skeleton} rows=${5} />`}
    ${found.value?.items.length === 0 && html`<${Part}><${Empty} icon="users"
      title=${t("privacy.none")}>${t("privacy.none_text")}<//><//>`}
    ${found.value?.full.length > 0 && html`<${Banner} tone="warn" icon="triangle-alert"
      title=${t("privacy.full")} />`}
    ${found.value?.items.length > 0 && html`<${Part} title=${t("privacy.found")}
      text=${t("privacy.found_text")}>
      <ul class="privacy">${own.map((one) => html`<${Match} key=${idOf(one)} one=${one}
        isChosen=${!left.value.has(idOf(one))} onToggle=${() => toggle(one)} />`)}</ul>
      ${copies > 0 && html`<p class="small muted">${t("privacy.copies", { count: copies })}</p>`}
      <div class="row">
        <button type="button" class="button" disabled=${chosen.length === 0}
          onClick=${() => download(chosen)}><${Icon} name="database" />${t("privacy.tell")}</button>
        <button type="button" class="button button-danger" disabled=${chosen.length === 0}
          onClick=${forget}><${Icon} name="trash-2" />${t("privacy.forget")}</button></div><//>`}
  </div>`;
}

function Who({ asked, isBusy, onFind }) {
  const set = (name) => (value) => (asked.value = { ...asked.value, [name]: value });
  const isEmpty = !Object.values(asked.value).some((one) => one.trim().length > 2);
  const onSubmit = (event) => {
    event.preventDefault();
    onFind();
  };
  return html`<form class="card part filters" onSubmit=${onSubmit}>
    <${TextField} label=${t("privacy.name")} value=${asked.value.name} longest="120"
      onChange=${set("name")} />
    <${TextField} label=${t("privacy.email")} value=${asked.value.email} longest="120" dir="ltr"
      onChange=${set("email")} />
    <${TextField} label=${t("privacy.phone")} value=${asked.value.phone} longest="40" dir="ltr"
      onChange=${set("phone")} />
    <button type="submit" class="button button-primary" disabled=${isBusy || isEmpty}>
      <${Icon} name="search" />${t("privacy.find")}</button></form>`;
}

function Match({ one, isChosen, onToggle }) {
  const words = Object.values(one.words).map((text) => String(text).slice(0, 200)).join(" · ");
  return html`<li class="field flag"><label class="row">
    <input type="checkbox" checked=${isChosen} onChange=${onToggle} />
    <span class="grow"><strong>${t(`privacy.place.${one.place}`)}</strong>
      ${one.at && html` <span class="small muted">${timeText(one.at)}</span>`}
      <span class="small open-text privacy-words" dir="auto">${words}</span>
      ${one.keep && html`<span class="small muted open-text">${keepText(one.keep)}</span>`}</span>
  </label></li>`;
}

const keepText = (why) =>
  t(hasText(`privacy.keep.${why}`) ? `privacy.keep.${why}` : "privacy.keep.busy");

/** The same answer as two files: one for programs, one to read. */
async function download(chosen) {
  const answer = await act(() => post(`${PATH}/export`, { rows: rowsOf(chosen) }), "privacy.told");
  if (!answer) return;
  save("guest.json", "application/json", JSON.stringify(answer.told, null, 1));
  save("guest.html", "text/html", answer.page);
}

function save(name, type, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

function Forget({ asked, chosen, done }) {
  const typed = useSignal("");
  const isBusy = useSignal(false);
  const going = chosen.filter((one) => !one.keep);
  const staying = chosen.filter((one) => one.keep && one.keep !== ALONG);
  const word = asked.name.trim() || asked.email.trim() || asked.phone.trim();
  const close = () => (sheet.value = null);
  const send = async () => {
    isBusy.value = true;
    const body = { rows: rowsOf(chosen), ...asked };
    const answer = await act(() => post(`${PATH}/forget`, body), "privacy.forgotten");
    isBusy.value = false;
    if (!answer) return;
    close();
    done();
  };
  const foot = html`<button type="button" class="button button-danger button-large"
    disabled=${isBusy.value || typed.value.trim() !== word || going.length === 0} onClick=${send}>
    <${Icon} name="trash-2" />${t("privacy.forget_now")}</button>`;
  return html`<${Sheet} title=${t("privacy.forget")} onClose=${close} foot=${foot}><div class="stack">
    <p>${t("privacy.going", { count: going.length })}</p>
    ${staying.length > 0 && html`<${Banner} tone="info" icon="lock"
      title=${t("privacy.staying", { count: staying.length })}>
      <ul>${[...new Set(staying.map((one) => `${t(`privacy.place.${one.place}`)}: ${keepText(one.keep)}`))]
        .map((line) => html`<li key=${line}>${line}</li>`)}</ul><//>`}
    <p class="muted">${t("privacy.for_ever")}</p>
    <${TextField} label=${t("privacy.type_again", { word })} value=${typed.value}
      onChange=${(value) => (typed.value = value)} /></div><//>`;
}
