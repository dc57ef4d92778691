import Paper from '@mui/material/Paper'
import { SimpleForm } from 'react-admin'

import { CarefulEdit } from '../../../ui/CarefulEdit.tsx'
import { SettingsNav } from '../SettingsNav.tsx'
import { PercentInput } from './PercentInput.tsx'

/** Only the rate changes; another country or class is another rate. */
export default function TaxEdit() {
  return (
    <>
      <SettingsNav />
      <CarefulEdit>
        <Paper variant="outlined" sx={{ maxWidth: 500 }}>
          <SimpleForm warnWhenUnsavedChanges>
            <PercentInput source="basis_points" />
          </SimpleForm>
        </Paper>
      </CarefulEdit>
    </>
  )
}
