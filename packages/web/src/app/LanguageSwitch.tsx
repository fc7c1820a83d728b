import { changeLanguage } from '../texts/i18n.ts';
import { LANGUAGES } from '../texts/language.ts';
import { useTexts } from '../texts/useTexts.ts';
import styles from './app.module.css';

/** Each language by its own name, in its own language. */
export function LanguageSwitch() {
  const { t, language } = useTexts();
  return (
    // biome-ignore lint/a11y/useSemanticElements: two buttons in a header are no form.
    <div className={styles.languages} role="group" aria-label={t('nav.language')}>
      {LANGUAGES.map((option) => (
        <button
          key={option}
          type="button"
          lang={option}
          aria-pressed={option === language}
          onClick={() => changeLanguage(option)}
        >
          {t(`nav.languageNames.${option}`)}
        </button>
      ))}
    </div>
  );
}
