/** One change of a list: it leads from the version before `version` to `version`. */
export interface ListChange {
  readonly version: number;
  readonly kind: 'created' | 'deleted' | 'moved';
  readonly id: string;
  /** The ids that may count as moved: two rows that change places cannot be told apart. */
  readonly moved: readonly string[];
}

/** A list with all that it ever was. Each change makes a new version. */
export interface ListHistory {
  /** The latest version. */
  readonly version: number;
  /** The ids of the latest version, in ascending order. */
  readonly ids: readonly string[];
  idsAt(version: number): readonly string[];
  /** The changes after version `from`, up to version `to`. */
  changes(from: number, to: number): readonly ListChange[];
  /** The changes since the last call, in words. */
  newChanges(): readonly string[];
  create(at: number): void;
  remove(at: number): void;
  move(from: number, to: number): void;
}

/** `name` begins the ids of all its rows. */
export function createHistory(name: string, count: number): ListHistory {
  const versions = [Array.from({ length: count }, (_, index) => `${name}${index}`)];
  const changes: ListChange[] = [];
  let told = 0;
  const latest = (): readonly string[] => versions.at(-1) ?? [];

  function add(ids: string[], change: Omit<ListChange, 'version'>): void {
    versions.push(ids);
    changes.push({ ...change, version: versions.length - 1 });
  }

  return {
    get version() {
      return versions.length - 1;
    },
    get ids() {
      return latest();
    },
    idsAt: (version) => versions[version] ?? [],
    changes: (from, to) => changes.slice(from, to),
    newChanges() {
      const fresh = changes.slice(told);
      told = changes.length;
      return fresh.map(({ version, kind, id }) => {
        const ids = versions[version] ?? [];
        const place = kind === 'deleted' ? '' : ` at ${ids.indexOf(id)}`;
        return `version ${version}: ${id} is ${kind}${place}, ${ids.length} rows`;
      });
    },
    create(at) {
      const id = `${name}new${versions.length}`;
      add(latest().toSpliced(at, 0, id), { kind: 'created', id, moved: [] });
    },
    remove(at) {
      const id = latest()[at];
      if (id === undefined) return;
      add(latest().toSpliced(at, 1), { kind: 'deleted', id, moved: [] });
    },
    move(from, to) {
      const id = latest()[from];
      const other = latest()[to];
      if (id === undefined || other === undefined || from === to) return;
      const moved = Math.abs(from - to) === 1 ? [id, other] : [id];
      add(latest().toSpliced(from, 1).toSpliced(to, 0, id), { kind: 'moved', id, moved });
    },
  };
}
