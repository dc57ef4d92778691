import { AutocompleteInput, Create, SimpleForm, TextInput, required } from 'react-admin'

import { countryChoices } from '../choices.ts'
import { CreateBar } from '../CreateBar.tsx'
import { PercentInput } from './PercentInput.tsx'

export default function TaxCreate() {
  return (
    <Create redirect="list">
      <SimpleForm warnWhenUnsavedChanges toolbar={<CreateBar />} sx={{ maxWidth: 500 }}>
        <AutocompleteInput
          source="country"
          choices={[...countryChoices()]}
          translateChoice={false}
          validate={required()}
        />
        <TextInput
          source="tax_class"
          defaultValue="standard"
          validate={required()}
          helperText="resources.tax-rates.hints.tax_class"
        />
        <PercentInput source="basis_points" />
      </SimpleForm>
    </Create>
  )
}
