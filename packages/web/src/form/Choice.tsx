import { Fieldset, Radio, ValidationMessage } from '@digdir/designsystemet-react';

interface ChoiceProps {
  /** Name of the field; the first option bears it as its id too, so that a fault can lead there. */
  readonly name: string;
  readonly id: string;
  readonly legend: string;
  readonly help?: string;
  readonly fault?: string | undefined;
  readonly options: readonly { readonly value: string; readonly label: string; readonly description?: string }[];
  /** What is chosen beforehand, where the form begins with something that was agreed already. */
  readonly chosen?: string;
  readonly onChange?: (value: string) => void;
}

/** One of several, none chosen beforehand: what is chosen for a nurse is not read by the nurse. */
export function Choice({ name, id, legend, help, fault, options, chosen, onChange }: ChoiceProps) {
  return (
    <Fieldset data-size="sm" aria-invalid={fault ? true : undefined}>
      <Fieldset.Legend>{legend}</Fieldset.Legend>
      {help && <Fieldset.Description>{help}</Fieldset.Description>}
      {options.map((option, index) => (
        <Radio
          key={option.value}
          name={name}
          value={option.value}
          label={option.label}
          {...(option.description ? { description: option.description } : {})}
          {...(index === 0 ? { id } : {})}
          {...(fault ? { 'aria-invalid': true } : {})}
          {...(chosen === undefined ? {} : { defaultChecked: chosen === option.value })}
          onChange={() => onChange?.(option.value)}
        />
      ))}
      {fault && <ValidationMessage>{fault}</ValidationMessage>}
    </Fieldset>
  );
}
