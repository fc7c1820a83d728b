import { Button } from '@digdir/designsystemet-react';
import { PauseIcon } from '@navikt/aksel-icons';
import type { EpisodeDetail, Pause } from '@samvakt/contract';
import { useState } from 'react';
import { At } from '../clock/Age.tsx';
import { useNow } from '../clock/useNow.ts';
import { Outcome } from '../form/Outcome.tsx';
import { epochMs } from '../format/format.ts';
import type { Said } from '../texts/said.ts';
import { useTexts } from '../texts/useTexts.ts';
import { ChangeEndDialog } from './ChangeEndDialog.tsx';
import { PauseWords } from './PauseWords.tsx';
import styles from './pause.module.css';
import { usePauseActs } from './usePauseActs.ts';

/** The pauses that run or are planned, each with its end, and what the accountable team can do with it. Nothing where there are none. */
export function Pauses({ episode }: { readonly episode: EpisodeDetail }) {
  const { t } = useTexts();
  const { run, outcome, busy } = usePauseActs(episode.id);
  const [changing, setChanging] = useState<Pause>();
  const newest = episode.pauses.find(({ id }) => id === changing?.id);
  if (episode.pauses.length === 0 && outcome === undefined && changing === undefined) return null;
  return (
    <section aria-labelledby="pauses" className={styles.pauses}>
      <h2 id="pauses">{t('pause.sectionTitle')}</h2>
      <Outcome outcome={outcome} />
      {episode.pauses.length === 0 && <p className={styles.soft}>{t('pause.none')}</p>}
      {episode.pauses.map((pause) => (
        <PauseCard
          key={pause.id}
          pause={pause}
          mayAct={episode.access === 'accountable'}
          busy={busy === pause.id}
          onEnd={() => void run(pause, { type: 'end' })}
          onChange={() => setChanging(pause)}
        />
      ))}
      {episode.pauses.length > 0 && <p className={styles.soft}>{t('pause.notGreen')}</p>}
      {changing && (
        <ChangeEndDialog
          pause={changing}
          changed={changedSince(changing, newest)}
          onSave={(endsAt) => run(newest ?? changing, { type: 'change-end', endsAt })}
          onClose={() => setChanging(undefined)}
        />
      )}
    </section>
  );
}

/** What has happened to a pause since somebody began to choose its end. */
function changedSince(opened: Pause, newest: Pause | undefined): Said | undefined {
  if (newest === undefined) return ({ t }) => t('pause.since.gone');
  const { endsAt } = newest;
  if (endsAt === opened.endsAt) return undefined;
  return ({ t, format }) => t('pause.since.moved', { time: format.fullDateTime(endsAt) });
}

interface PauseCardProps {
  readonly pause: Pause;
  readonly mayAct: boolean;
  readonly busy: boolean;
  readonly onEnd: () => void;
  readonly onChange: () => void;
}

function PauseCard({ pause, mayAct, busy, onEnd, onChange }: PauseCardProps) {
  const { t } = useTexts();
  const now = useNow();
  const planned = now < epochMs(pause.startsAt);
  return (
    <article className={styles.card} data-red={pause.includesRed || undefined}>
      <PauseIcon aria-hidden fontSize="1.5rem" />
      <div className={styles.cardText}>
        <PauseWords pause={pause} />
        <p className={styles.soft}>
          {t('pause.setBy', { name: pause.setBy.name })} <At at={pause.setAt} />
        </p>
        {mayAct && (
          <div className={styles.buttons}>
            <Button variant="secondary" data-size="sm" loading={busy} onClick={onEnd}>
              {t(planned ? 'pause.callOff' : 'pause.end')}
            </Button>
            <Button variant="tertiary" data-size="sm" disabled={busy} onClick={onChange}>
              {t('pause.changeEnd')}
            </Button>
          </div>
        )}
      </div>
    </article>
  );
}
