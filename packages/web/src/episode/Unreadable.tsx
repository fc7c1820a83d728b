import { Alert, Heading } from '@digdir/designsystemet-react';
import type { OwnSetting } from '@samvakt/contract';
import { useTexts } from '../texts/useTexts.ts';

/** What of the patient's own settings cannot be read, what that means and what to do. Nothing where all can. */
export function Unreadable({ settings = [] }: { readonly settings?: readonly OwnSetting[] | undefined }) {
  const { t } = useTexts();
  if (settings.length === 0) return null;
  return (
    <Alert data-color="danger" data-unreadable>
      <Heading level={2} data-size="2xs">
        {t('unreadable.title')}
      </Heading>
      <ul>
        {settings.map((setting) => (
          <li key={setting}>{t(`unreadable.settings.${setting}`)}</li>
        ))}
      </ul>
      <p>{t('unreadable.todo')}</p>
    </Alert>
  );
}
