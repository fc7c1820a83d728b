import type { Handover } from '@samvakt/contract';
import { TaskLine } from '../task/TaskItem.tsx';
import taskStyles from '../task/task.module.css';
import { useTexts } from '../texts/useTexts.ts';
import styles from './handover.module.css';

/** What the sender wrote, in the order of ISBAR. */
export function IsbarText({ isbar }: Pick<Handover, 'isbar'>) {
  const { t } = useTexts();
  return (
    <dl className={styles.isbar}>
      <dt>{t('handover.severity')}</dt>
      <dd>
        <strong>{t(`handover.severities.${isbar.illnessSeverity}`)}</strong> –{' '}
        {t(`handover.severityMeanings.${isbar.illnessSeverity}`)}
      </dd>
      {(['situation', 'background', 'assessment', 'recommendation'] as const).map((part) => (
        <Part key={part} name={t(`handover.${part}`)} text={isbar[part]} />
      ))}
      <dt>{t('action.legend')}</dt>
      <dd>
        {(isbar.actions ?? []).length === 0 && t('action.none')}
        <ul className={taskStyles.lines}>
          {isbar.actions?.map(({ kind, text, owner, dueAt }, place) => (
            <TaskLine
              // biome-ignore lint/suspicious/noArrayIndexKey: a letter never changes
              key={place}
              kind={kind}
              text={text}
              owner={t(`action.shownOwners.${owner}`)}
              dueAt={dueAt}
            />
          ))}
        </ul>
      </dd>
      {isbar.ifThen && isbar.ifThen.length > 0 && (
        <>
          <dt>{t('ifThen.legend')}</dt>
          <dd>
            <ul className={taskStyles.lines}>
              {isbar.ifThen.map(({ condition, response }, place) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a letter never changes
                <li key={place}>
                  <strong>{t('ifThen.condition')}</strong> {condition} →{' '}
                  <strong>{t('ifThen.response').toLowerCase()}</strong> {response}
                </li>
              ))}
            </ul>
          </dd>
        </>
      )}
      <Part name={t('handover.contingency')} text={isbar.contingency || t('handover.noContingency')} />
    </dl>
  );
}

function Part({ name, text }: { readonly name: string; readonly text: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{text}</dd>
    </>
  );
}
