import type { TeamDuty } from '@samvakt/contract';
import { useId } from 'react';
import { DutyRoster } from './DutyRoster.tsx';
import styles from './duty.module.css';
import { PolicySteps } from './PolicySteps.tsx';

/** One team: who has the duty, who will, who leads, and what is done while nobody claims an alert. */
export function TeamDutyPanel({ duty }: { readonly duty: TeamDuty }) {
  const id = useId();
  const { team } = duty;
  return (
    <section className={styles.team} aria-labelledby={id}>
      <h2 id={id}>{team.name}</h2>
      <DutyRoster duty={duty} level={3} />
      <PolicySteps teamId={team.id} />
    </section>
  );
}
