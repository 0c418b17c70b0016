/** A dish's photo: chosen here, drawn again by the box. */

import { html, useSignal } from "../vendor.js";
import { ApiError } from "../api.js";
import { errorText, t } from "../i18n.js";
import { uuid7 } from "../ids.js";
import { Empty, Icon } from "../kit.js";
import { Part } from "./parts.js";
import { act, saveRecord } from "./state.js";

const TIMEOUT_MS = 60_000;

/** Send a photo as it is; resolves to its id. @throws {ApiError} */
async function upload(file) {
  const control = new AbortController();
  const timer = setTimeout(() => control.abort(), TIMEOUT_MS);
  let response;
  try {
    response = await fetch("/api/v1/photos", {
      method: "POST",
      headers: { "Content-Type": file.type || "image/jpeg", "Idempotency-Key": uuid7() },
      body: file,
      credentials: "same-origin",
      signal: control.signal,
    });
  } catch {
    throw new ApiError({ status: 0, code: "network.unreachable" });
  } finally {
    clearTimeout(timer);
  }
  const answer = await response.json();
  if (!response.ok) throw new ApiError({ status: response.status, ...answer });
  return answer.id;
}

export function Photo({ entry }) {
  const { photo, name } = entry.values;
  const isBusy = useSignal(false);
  const error = useSignal(null);
  const choose = async (event) => {
    const [file] = event.target.files;
    if (!file) return;
    isBusy.value = true;
    error.value = null;
    try {
      await saveRecord("item", entry.key, { photo: await upload(file) });
    } catch (problem) {
      error.value = problem;
    }
    isBusy.value = false;
  };
  return html`<${Part} title=${t("manage.tab.photo")} text=${t("manage.photo_text")}>
    ${photo
      ? html`<img class="photo" src=${`/photos/${photo}-large.jpg`}
        alt=${t("manage.photo_of", { name })} />`
      : html`<${Empty} icon="utensils" title=${t("manage.no_photo")} />`}
    ${error.value && html`<p class="field-error" role="alert">
      <${Icon} name="circle-alert" />${errorText(error.value)}</p>`}
    <div class="row">
      <label class="button button-primary file-button">
        <${Icon} name=${isBusy.value ? "loader-circle" : "plus"} class=${isBusy.value ? "spin" : ""} />
        ${t(photo ? "manage.replace_photo" : "manage.choose_photo")}
        <input type="file" accept="image/jpeg,image/png,image/webp" class="sr-only"
          disabled=${isBusy.value} onChange=${choose} /></label>
      ${photo && html`<button type="button" class="button"
        onClick=${() => act(() => saveRecord("item", entry.key, { photo: "" }))}>
        <${Icon} name="trash-2" />${t("manage.remove_photo")}</button>`}
    </div><//>`;
}
