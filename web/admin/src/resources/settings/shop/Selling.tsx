import {
  ArrayInput,
  AutocompleteArrayInput,
  AutocompleteInput,
  BooleanInput,
  CheckboxGroupInput,
  SelectInput,
  SimpleFormIterator,
  required,
  useTranslate,
} from 'react-admin'
import { useWatch } from 'react-hook-form'

import { Panel } from '../../../ui/Panel.tsx'
import { countryChoices, currencyChoices, languageChoices } from '../choices.ts'

const WORDS = 'resources.settings'

/** In which currencies, countries and languages the shop sells. */
export function Selling({ languages }: { readonly languages: readonly string[] }) {
  const translate = useTranslate()
  const chosen = useWatch<Record<string, readonly string[] | undefined>>({ name: 'currencies' }) ?? []
  return (
    <Panel title={translate(`${WORDS}.selling`)}>
      <AutocompleteArrayInput
        source="currencies"
        label={`${WORDS}.fields.currencies`}
        helperText={`${WORDS}.hints.currencies`}
        choices={[...currencyChoices()]}
        translateChoice={false}
        validate={required()}
      />
      <SelectInput
        source="default_currency"
        label={`${WORDS}.fields.default_currency`}
        choices={chosen.map((id) => ({ id, name: id }))}
        translateChoice={false}
        validate={required()}
      />
      <CheckboxGroupInput
        source="languages"
        label={`${WORDS}.fields.languages`}
        helperText={`${WORDS}.hints.languages`}
        choices={[...languageChoices(languages)]}
        translateChoice={false}
        validate={required()}
      />
      <ArrayInput source="countries" label={`${WORDS}.fields.countries`} validate={required()}>
        <SimpleFormIterator inline disableReordering disableClear fullWidth>
          <AutocompleteInput
            source="code"
            label={`${WORDS}.fields.countries.code`}
            choices={[...countryChoices()]}
            translateChoice={false}
            validate={required()}
            helperText={false}
          />
          <BooleanInput
            source="tax_included"
            label={`${WORDS}.fields.countries.tax_included`}
            defaultValue={false}
            helperText={false}
          />
        </SimpleFormIterator>
      </ArrayInput>
    </Panel>
  )
}
