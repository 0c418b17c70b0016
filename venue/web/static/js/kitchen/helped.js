/** What people translated of a note, and what the fixed dictionary knows of it. */
export function helped({ text, marks }) {
  return [...marks.map((mark) => mark.words), text].filter(Boolean).join(" · ");
}
