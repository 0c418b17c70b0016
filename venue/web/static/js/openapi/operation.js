/** One route: what it takes and what it answers; opened by a tap. */

import { html, useSignal } from "../vendor.js";
import { t } from "../i18n.js";

const resolve = (schema, components) => (schema?.$ref
  ? components.schemas[schema.$ref.split("/").pop()] : schema) ?? {};

/** A schema in a few words: `integer 1…99`, `one of in, out`. */
export function schemaText(schema, components) {
  const found = resolve(schema, components);
  if (found.enum) return found.enum.join(" | ");
  if (found.anyOf) {
    return [...new Set(found.anyOf.map((one) => schemaText(one, components)))].join(" | ");
  }
  if (found.type === "array") return `[${schemaText(found.items ?? {}, components)}]`;
  const range = [found.minimum, found.maximum].every((one) => one !== undefined)
    ? ` ${found.minimum}…${found.maximum}` : found.maxLength ? ` ≤ ${found.maxLength}` : "";
  return `${found.title ?? found.type ?? "any"}${range}`;
}

/** English words with `code` in them. */
export function Words({ text }) {
  return text.split("`").map((part, at) => (at % 2 ? html`<code key=${at}>${part}</code>` : part));
}

export function Operation({ operation, components }) {
  const isOpen = useSignal(false);
  const { method, path, summary } = operation;
  return html`<details class="api-one" onToggle=${(event) => (isOpen.value = event.target.open)}>
    <summary>
      <span class="api-method" data-method=${method}>${method.toUpperCase()}</span>
      <code dir="ltr">${path}</code>
      <span class="muted" lang="en">${summary}</span>
    </summary>
    ${isOpen.value && html`<${Inside} operation=${operation} components=${components} />`}
  </details>`;
}

function Inside({ operation, components }) {
  const body = operation.requestBody?.content?.["application/json"];
  const success = Object.entries(operation.responses).filter(([status]) => status < "400");
  const refusals = Object.keys(operation.responses).filter((status) => status >= "400");
  return html`<div class="stack api-inside" dir="ltr" lang="en">
    ${operation.description && html`<p><${Words} text=${operation.description} /></p>`}
    ${operation.parameters.length > 0 && html`<table>
      <caption>${t("api.parameters")}</caption>
      <tbody>${operation.parameters.map((one) => html`<tr key=${one.name}>
        <th scope="row"><code>${one.name}</code></th><td>${one.in}</td>
        <td>${schemaText(one.schema, components)}</td></tr>`)}</tbody></table>`}
    ${body && html`<${Members} schema=${resolve(body.schema, components)} components=${components} />`}
    ${body && html`<div><h3>${t("api.example")}</h3>
      <pre tabindex="0">${JSON.stringify(body.example, null, 2)}</pre></div>`}
    ${success.map(([status, answer]) => html`<p key=${status}><strong>${status}</strong>
      ${" "}${answer.description} <span class="muted">${Object.keys(answer.content ?? {})
        .join(", ")}</span></p>`)}
    <p class="small muted">${t("api.refusals")} ${refusals.join(", ")}</p>
  </div>`;
}

function Members({ schema, components }) {
  const members = Object.entries(schema.properties ?? {});
  if (members.length === 0) return null;
  const needed = new Set(schema.required ?? []);
  return html`<table>
    <caption>${t("api.body")}</caption>
    <tbody>${members.map(([name, one]) => html`<tr key=${name}>
      <th scope="row"><code>${name}</code></th>
      <td>${needed.has(name) ? t("api.required") : ""}</td>
      <td>${schemaText(one, components)}</td></tr>`)}</tbody></table>`;
}
