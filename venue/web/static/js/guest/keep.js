/** What this phone keeps of a visit, under the guest's own number, and how it forgets the last one. */

const PREFIX = "guest ";
const DATABASE = "venue guest ";

/** What was kept for a guest; `{}` when nothing was or nothing can be. */
export function kept(guestId) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + guestId) ?? "{}");
  } catch {
    return {};
  }
}

/** Keep for a guest; without storage it lasts as long as the page. */
export function keep(guestId, value) {
  try {
    localStorage.setItem(PREFIX + guestId, JSON.stringify(value));
  } catch {
    // A private window, or a full disk.
  }
}

/** Forget every visit but this one; null: every visit. Names, wishes and allergies go with it. */
export async function forgetOthers(guestId) {
  const isOld = (name, prefix) => name.startsWith(prefix) && name !== prefix + guestId;
  try {
    const names = Object.keys(localStorage).filter(
      (name) => isOld(name, PREFIX) || isOld(name, DATABASE),
    );
    names.forEach((name) => localStorage.removeItem(name));
  } catch {
    // Nothing can be kept, so nothing was.
  }
  // Firefox before 126 has no list; what lies there is never opened again all the same.
  const databases = (await globalThis.indexedDB?.databases?.().catch(() => [])) ?? [];
  for (const { name } of databases) {
    if (isOld(name, DATABASE)) indexedDB.deleteDatabase(name);
  }
}
