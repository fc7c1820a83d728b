import { Button, Checkbox, Textfield, ValidationMessage } from '@digdir/designsystemet-react';
import { MAX_PAUSE_AHEAD_MS, MAX_PAUSE_MS } from '@samvakt/care';
import { type EpisodeDetail, PAUSE_REASONS, type Pause, type SetPauseSchema } from '@samvakt/contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { z } from 'zod';
import { useApi } from '../api/useApi.ts';
import { Loading } from '../app/Loading.tsx';
import { ProblemPanel } from '../app/ProblemPanel.tsx';
import { useClock } from '../clock/useNow.ts';
import { Choice } from '../form/Choice.tsx';
import { FaultSummary } from '../form/FaultSummary.tsx';
import { Form, Send } from '../form/Form.tsx';
import { type Faults, textOf } from '../form/faults.ts';
import { useSaid } from '../texts/useSaid.ts';
import { useTexts } from '../texts/useTexts.ts';
import { DayField } from './DayField.tsx';
import { beginningOf, dayOf, daysAfter, endOf, lastDayFrom } from './days.ts';
import { Preview } from './Preview.tsx';
import styles from './pause.module.css';
import { pauseFaults } from './pauseFaults.ts';
import { NOTHING_CHOSEN, ScopeField, scopeOf } from './ScopeField.tsx';

export type NewPause = z.input<typeof SetPauseSchema>;

interface PauseFormProps {
  readonly episode: EpisodeDetail;
  readonly faults: Faults;
  readonly onFaults: (faults: Faults) => void;
  /** Whether it is set. */
  readonly onSet: (pause: NewPause) => Promise<boolean>;
  readonly onCancel: () => void;
}

const FIELDS = ['reason', 'scope', 'named', 'includesRed', 'begins', 'firstDay', 'lastDay', 'note', 'preview'];
const isOfMetrics = ({ scope }: Pause): boolean => scope.type === 'metrics';
const idOf = (field: string) => `pause-${field}`;

/** Nothing is chosen beforehand, red least of all; what the pause would have hidden stands above the button that sets it. */
export function PauseForm({ episode, faults, onFaults, onSet, onCancel }: PauseFormProps) {
  const { t } = useTexts();
  const say = useSaid();
  const clock = useClock();
  const { queries } = useApi();
  const [chosen, setChosen] = useState(NOTHING_CHOSEN);
  const [includesRed, setIncludesRed] = useState(false);
  const [later, setLater] = useState(false);
  const [firstDay, setFirstDay] = useState('');
  const scope = scopeOf(chosen);
  const preview = useQuery(queries.pausePreview(episode.id, { scope, includesRed }));

  const today = dayOf(clock.now());
  const begins = later ? beginningOf(firstDay) : clock.now();
  const startsAt = Number.isNaN(begins) ? clock.now() : begins;

  async function send(form: FormData): Promise<boolean> {
    const said = {
      reason: PAUSE_REASONS.find((reason) => reason === textOf(form, 'reason')),
      note: textOf(form, 'note').trim(),
      endsAt: endOf(textOf(form, 'lastDay')),
    };
    const found = pauseFaults({
      ...said,
      scope,
      named: chosen.type !== undefined,
      includesRed,
      begins: textOf(form, 'begins') !== '',
      startsAt: begins,
      previewed: preview.data !== undefined,
    });
    if (found.size > 0 || scope === undefined || said.reason === undefined) {
      onFaults(found);
      return false;
    }
    return onSet({
      scope,
      includesRed,
      reason: said.reason,
      note: said.note,
      ...(later ? { startsAt: new Date(begins).toISOString() } : {}),
      endsAt: new Date(said.endsAt).toISOString(),
    });
  }

  return (
    <Form onSend={send} className={styles.form}>
      <FaultSummary faults={faults} fields={FIELDS} idOf={idOf} />
      <Choice
        name="reason"
        id={idOf('reason')}
        legend={t('pause.reason')}
        fault={say(faults.get('reason'))}
        options={PAUSE_REASONS.map((value) => ({ value, label: t(`pause.reasons.${value}`) }))}
      />
      <ScopeField
        episode={episode}
        idOf={idOf}
        chosen={chosen}
        onChosen={setChosen}
        faults={{ scope: say(faults.get('scope')), named: say(faults.get('named')) }}
      />
      <Checkbox
        data-size="sm"
        id={idOf('includesRed')}
        value="yes"
        label={t('pause.includesRed')}
        description={t('pause.includesRedHelp')}
        checked={includesRed}
        onChange={(event) => setIncludesRed(event.target.checked)}
      />
      <Choice
        name="begins"
        id={idOf('begins')}
        legend={t('pause.startsAt')}
        fault={say(faults.get('begins'))}
        options={[
          { value: 'now', label: t('pause.startsNow') },
          { value: 'later', label: t('pause.startsLater') },
        ]}
        onChange={(value) => setLater(value === 'later')}
      />
      {later && (
        <DayField
          id={idOf('firstDay')}
          name="firstDay"
          label={t('pause.startDate')}
          min={daysAfter(today, 1)}
          max={dayOf(clock.now() + MAX_PAUSE_AHEAD_MS)}
          instantOf={beginningOf}
          fault={say(faults.get('firstDay'))}
          onDay={setFirstDay}
        />
      )}
      <DayField
        id={idOf('lastDay')}
        name="lastDay"
        label={t('pause.lastDay')}
        help={t('pause.endHelp', { days: MAX_PAUSE_MS / 86_400_000 })}
        min={dayOf(startsAt)}
        max={lastDayFrom(startsAt, MAX_PAUSE_MS)}
        instantOf={endOf}
        fault={say(faults.get('lastDay'))}
      />
      <Textfield
        data-size="sm"
        multiline
        rows={3}
        id={idOf('note')}
        name="note"
        label={t('pause.note')}
        description={t('pause.noteHelp')}
        error={say(faults.get('note'))}
      />
      <section aria-labelledby={idOf('preview')} className={styles.preview} aria-live="polite">
        <h2 id={idOf('preview')} tabIndex={-1}>
          {t('pause.previewTitle')}
        </h2>
        {scope === undefined && <p className={styles.soft}>{t('pause.previewChoose')}</p>}
        {scope !== undefined && preview.isPending && <Loading label={t('pause.loadingPreview')} />}
        {preview.error && <ProblemPanel error={preview.error} onRetry={() => void preview.refetch()} />}
        {scope !== undefined && preview.data && (
          <Preview preview={preview.data} beside={scope.type === 'metrics' && episode.pauses.some(isOfMetrics)} />
        )}
        {faults.has('preview') && <ValidationMessage>{say(faults.get('preview'))}</ValidationMessage>}
      </section>
      <div className={styles.buttons}>
        <Send>{t('pause.set')}</Send>
        <Button type="button" variant="tertiary" onClick={onCancel}>
          {t('form.cancel')}
        </Button>
      </div>
    </Form>
  );
}
