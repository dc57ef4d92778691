import Paper from '@mui/material/Paper'
import { SimpleForm } from 'react-admin'

import { CarefulEdit } from '../../../ui/CarefulEdit.tsx'
import { SettingsNav } from '../SettingsNav.tsx'
import { ShippingFields } from './ShippingFields.tsx'

export default function ShippingEdit() {
  return (
    <>
      <SettingsNav />
      <CarefulEdit>
        <Paper variant="outlined" sx={{ maxWidth: 700 }}>
          <SimpleForm warnWhenUnsavedChanges>
            <ShippingFields known />
          </SimpleForm>
        </Paper>
      </CarefulEdit>
    </>
  )
}
