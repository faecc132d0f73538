// What happens by the clock on the wall. A tenant's own day is told by its own clock: the round only
// asks whose day has come, a while after it came anywhere.
import type { CronItem } from "graphile-worker";

export const crontab: CronItem[] = [
  every("1,16,31,46 * * * *", "tenancy/schedule_days"),
  every("* * * * *", "audit/schedule_seals"),
  every("* * * * *", "ledger/schedule_numbers"),
  every("* * * * *", "tenancy/end_long_analyses"),
  every("23 3 * * *", "audit/keep_partitions"),
  every("43 3 * * *", "events/schedule_forgetting"),
  every("41 4 * * *", "audit/schedule_verifications"),
];

// What was missed while no worker ran is done at the next start, not made up for one by one. A
// round that is still waiting is the same round.
function every(match: string, task: string): CronItem {
  return { match, task, options: { jobKey: task, maxAttempts: 3, backfillPeriod: 0 } };
}
