/** What the printers' screen knows, and how it asks for more. */

import { signal } from "../vendor.js";
import { get, post } from "../api.js";
import { errorText } from "../i18n.js";
import { toast } from "../kit.js";

export const printers = signal(null);
export const questions = signal([]);
export const setUp = signal(null);
export const link = signal("connecting");
export const me = signal(null);

/** Read everything again; returns the position of the news from which to follow. */
export async function load() {
  const [listed, asked] = await Promise.all([
    get("/api/v1/printers"),
    get("/api/v1/print-jobs/questions"),
  ]);
  printers.value = listed.items;
  questions.value = asked.items;
  return Math.min(listed.seq, asked.seq);
}

/** Do something on the box, say what came of it, and read again. */
export async function act(path, body, words) {
  try {
    const answer = await post(path, body);
    if (words) toast(words, { icon: "check" });
    await load();
    return answer;
  } catch (error) {
    toast(errorText(error), { icon: "triangle-alert" });
    return null;
  }
}
