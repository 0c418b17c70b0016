/** The one door to the vendored libraries: `import {html, signal} from "./vendor.js"`. */

import { Fragment, h, render } from "../vendor/preact.js";
import htm from "../vendor/htm.js";

export { Fragment, h, render };
export {
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "../vendor/preact-hooks.js";
export { batch, computed, effect, signal, untracked } from "../vendor/signals-core.js";
export { useComputed, useSignal, useSignalEffect } from "../vendor/signals.js";

/** Markup as a tagged template: html`<p>${text}</p>`. Texts are always text nodes. */
export const html = htm.bind(h);
