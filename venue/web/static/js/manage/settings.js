/** The venue's settings, each with what it means; and the modules. */

import { html, useSignal } from "../vendor.js";
import { errorText, hasText, lang, t } from "../i18n.js";
import { plain } from "../find.js";
import { Banner, Icon, Sheet, Skeleton } from "../kit.js";
import { AreaField, FlagField, PickField, TextField } from "./form.js";
import { Failed, Head, OpenRow, Part, useFetched } from "./parts.js";
import { Problems } from "./records.js";
import { act, del, send, sheet } from "./state.js";

const close = () => (sheet.value = null);

export function Settings() {
  const settings = useFetched("/api/v1/settings");
  const words = useSignal("");
  if (settings.error) return html`<${Failed} error=${settings.error} onRetry=${settings.again} />`;
  if (!settings.value) return html`<${Skeleton} rows=${8} />`;
  const wanted = plain(words.value).split(/\s+/).filter(Boolean);
  const found = settings.value.items.filter((one) => wanted.every(
    (word) => plain(`${one.key} ${meaningOf(one)}`).includes(word),
  ));
  const sections = [...new Set(found.map((one) => one.section))];
  const open = (one) => (sheet.value = html`<${SettingSheet} setting=${one}
    onDone=${settings.again} />`);
  return html`<div class="screen">
    <${Head} title=${t("manage.screen.settings")} text=${t("manage.settings_text")} />
    ${settings.value.pending.length > 0 && html`<${Banner} tone="info" icon="rotate-ccw"
      title=${t("manage.pending", { count: settings.value.pending.length })}>
      <p>${t("manage.pending_text")}</p><//>`}
    <input class="input" type="search" aria-label=${t("manage.search_settings")}
      placeholder=${t("manage.search_settings")} value=${words.value}
      onInput=${(event) => (words.value = event.target.value)} />
    <div class="columns">${sections.map((section) => html`<${Part} key=${section}
      title=${hasText(`manage.section.${section}`) ? t(`manage.section.${section}`) : section}>
      <ul>${found.filter((one) => one.section === section).map((one) => html`<li key=${one.key}>
        <${OpenRow} title=${html`<code>${one.key.slice(one.section.length + 1)}</code>`}
          text=${html`<span lang=${isTranslated(one) ? lang.value : "en"}>${meaningOf(one)}</span>`}
          onClick=${() => open(one)}>
          ${one.pending && html`<span class="badge badge-info">${t("manage.after_restart")}</span>`}
          <span class="setting-value" data-own=${one.own ? "" : null}>${valueText(one)}</span><//>
      </li>`)}</ul><//>`)}
      ${wanted.length === 0 && html`<${Modules} onChange=${settings.again} />`}
    </div>
  </div>`;
}

const isTranslated = ({ key }) => hasText(`manage.setting.${key}`);
const meaningOf = (one) => (isTranslated(one) ? t(`manage.setting.${one.key}`) : one.meaning);

function valueText({ kind, value, secret }) {
  if (secret) return t(value ? "manage.secret_set" : "manage.secret_unset");
  if (kind === "flag") return t(value ? "manage.yes" : "manage.no");
  if (Array.isArray(value)) return value.join(", ") || "—";
  if (typeof value === "object") return JSON.stringify(value);
  return String(value) || "—";
}

function SettingSheet({ setting, onDone }) {
  const { key, kind, secret, fixed } = setting;
  const value = useSignal(secret ? "" : kind === "list" ? setting.value.join("\n") : setting.value);
  const error = useSignal(null);
  const set = (next) => (value.value = next);
  const run = async (call) => {
    try {
      await call();
      close();
      onDone();
    } catch (problem) {
      error.value = { ...problem, message: errorText(problem) };
    }
  };
  const typed = () => {
    if (kind === "number") return Number.parseInt(value.value, 10);
    if (kind === "list") return value.value.split("\n").map((one) => one.trim()).filter(Boolean);
    return value.value;
  };
  const path = `/api/v1/settings/${key}`;
  const isEditable = !fixed && kind !== "other";
  const foot = isEditable && html`<div class="row">
    <button type="submit" form="setting" class="button button-primary grow">${t("manage.save")}</button>
    ${setting.own && html`<button type="button" class="button" onClick=${() => run(() => del(path))}>
      ${t("manage.reset")}</button>`}</div>`;
  return html`<${Sheet} title=${key} onClose=${close} foot=${foot}>
    <form id="setting" class="stack" onSubmit=${(event) => {
      event.preventDefault();
      run(() => send("PUT", path, { value: typed() }));
    }}>
      <${Problems} error=${error.value} />
      <p lang=${isTranslated(setting) ? lang.value : "en"}>${meaningOf(setting)}</p>
      ${fixed && html`<${Banner} tone="info" icon="lock" title=${t("manage.setting_fixed")} />`}
      ${isEditable && html`<${Editor} setting=${setting} value=${value.value} set=${set} />`}
      <p class="small muted">${t("manage.default_is", { value: valueText({ ...setting,
        value: setting.default }) })}</p>
      <p class="small muted">${t(setting.at_once ? "manage.holds_now" : "manage.holds_after")}</p>
    </form><//>`;
}

function Editor({ setting, value, set }) {
  const { kind, key, secret, choices, least, most } = setting;
  const label = key;
  if (kind === "flag") return html`<${FlagField} label=${label} value=${value} onChange=${set} />`;
  if (kind === "choice") {
    return html`<${PickField} label=${label} value=${value} onChange=${set}
      options=${choices.map((one) => [one, one])} />`;
  }
  if (kind === "list") {
    return html`<${AreaField} label=${label} value=${value} onChange=${set}
      hint=${t("manage.one_a_line")} />`;
  }
  const range = least === undefined ? null : t("manage.from_to", { least, most });
  return html`<${TextField} label=${label} value=${value} onChange=${set} hint=${secret
    ? t("manage.secret_hint") : range} type=${secret ? "password" : "text"}
    autocomplete=${secret ? "new-password" : "off"}
    inputmode=${kind === "number" ? "numeric" : null} />`;
}

function Modules({ onChange }) {
  const modules = useFetched("/api/v1/modules");
  const set = async (one, enabled) => {
    const call = () => send("PUT", `/api/v1/modules/${one.name}`, { enabled });
    if (await act(call, "manage.after_restart")) {
      modules.again();
      onChange();
    }
  };
  return html`<${Part} title=${t("manage.modules")} text=${t("manage.modules_text")}>
    <ul>${(modules.value?.items ?? []).map((one) => html`<li key=${one.name} class="row line">
      <${Icon} name=${one.state === "failed" ? "circle-alert" : one.state === "off" ? "minus"
        : "circle-check"} />
      <span class="grow"><strong>${one.name}</strong>
        ${one.state === "failed" && html`<span class="small muted open-text">${one.words}</span>`}</span>
      ${one.core ? html`<span class="badge">${t("manage.core")}</span>`
        : html`<${FlagField} label=${t("manage.module_on", { name: one.name })}
          value=${one.enabled} onChange=${(enabled) => set(one, enabled)} />`}</li>`)}</ul><//>`;
}
