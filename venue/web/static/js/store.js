/** Where sealed commands lie: IndexedDB, told to reach the disk; else localStorage. */

import { openDB } from "../vendor/idb.js";

const TABLE = "commands";

/**
 * Open the store of one queue.
 * @returns {Promise<{durable: boolean, all: Function, has: Function, put: Function,
 *   remove: Function}>} `durable`: it survives a reload
 */
export async function openStore(name) {
  const open = () => openDB(`venue ${name}`, 1, { upgrade: createTable });
  try {
    return databaseStore(open, await open());
  } catch {
    // Private windows of some browsers refuse IndexedDB.
    return textStore(`venue ${name}`, workingStorage());
  }
}

function createTable(db) {
  db.createObjectStore(TABLE, { keyPath: "id" });
}

function databaseStore(open, first) {
  let db = first;
  // Phones close the database of a page in the background: open it again once.
  const use = async (action) => {
    try {
      return await action(db);
    } catch {
      db = await open();
      return action(db);
    }
  };
  const write = (action) =>
    use(async (database) => {
      const tx = database.transaction(TABLE, "readwrite", { durability: "strict" });
      action(tx.store);
      await tx.done;
    });
  return {
    durable: true,
    all: () => use((database) => database.getAll(TABLE)),
    has: (id) => use(async (database) => (await database.count(TABLE, id)) > 0),
    put: (command) => write((table) => table.put(command)),
    remove: (id) => write((table) => table.delete(id)),
  };
}

function workingStorage() {
  try {
    localStorage.setItem("venue probe", "1");
    localStorage.removeItem("venue probe");
    return localStorage;
  } catch {
    return null;
  }
}

/** A store in one text item; with `storage` null it only lasts as long as the page. */
export function textStore(name, storage) {
  let memory = "[]";
  const load = () => JSON.parse((storage ? storage.getItem(name) : memory) ?? "[]");
  const save = (commands) => {
    memory = JSON.stringify(commands);
    storage?.setItem(name, memory);
  };
  return {
    durable: storage !== null,
    all: async () => load(),
    has: async (id) => load().some((command) => command.id === id),
    put: async (command) => save([...load().filter((c) => c.id !== command.id), command]),
    remove: async (id) => save(load().filter((command) => command.id !== id)),
  };
}
