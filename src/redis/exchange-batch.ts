/** So many fit into one command: the script runs for some milliseconds then. */
const MAX_REPORTS = 64;

type SendReports = (keys: readonly string[], reports: readonly string[]) => Promise<unknown>;

interface WaitingReport {
  readonly resolve: (reply: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The reports of one turn of the event loop go to Redis as one command. Under load, several calls
 * share the price of a command. `send` resolves to one reply for each report.
 */
export function createExchangeBatch(
  send: SendReports,
): (key: string, report: string) => Promise<unknown> {
  let keys: string[] = [];
  let reports: string[] = [];
  let waiting: WaitingReport[] = [];

  function flush(): void {
    if (waiting.length === 0) return;
    const sent = waiting;
    const answered = send(keys, reports);
    [keys, reports, waiting] = [[], [], []];
    answered.then(
      (replies) => {
        const list: readonly unknown[] = Array.isArray(replies) ? replies : [];
        for (const [index, { resolve }] of sent.entries()) resolve(list[index]);
      },
      (error) => {
        for (const { reject } of sent) reject(error);
      },
    );
  }

  return (key, report) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(flush);
      keys.push(key);
      reports.push(report);
      waiting.push({ resolve, reject });
      if (waiting.length === MAX_REPORTS) flush();
    });
}
