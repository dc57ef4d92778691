import Box from '@mui/material/Box'
import {
  DateTimeInput,
  DeleteButton,
  SaveButton,
  SimpleForm,
  TextInput,
  Toolbar,
  required,
  useTranslate,
} from 'react-admin'

import { useMay } from '../../app/may.ts'
import { CarefulEdit } from '../../ui/CarefulEdit.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { Pictures } from './pictures/Pictures.tsx'
import { ProductFields } from './ProductFields.tsx'
import { changed, type Filled } from './sent.ts'
import { StateBar } from './StateBar.tsx'
import type { Product } from './types.ts'
import { Variants } from './variants/Variants.tsx'

/** Uploads beside the form bring a new version; what was typed meanwhile stays. */
const KEEP_TYPED = { keepDirtyValues: true }

export default function ProductEdit() {
  return (
    <CarefulEdit
      whole="variants"
      transform={(values, options) => changed(values as Filled, options?.previousData as Product)}
      beside={
        <Box sx={{ display: 'grid', gap: 2, mb: 4 }}>
          <Pictures />
          <Variants />
        </Box>
      }
    >
      <StateBar />
      <Details />
    </CarefulEdit>
  )
}

function Details() {
  const translate = useTranslate()
  const mayWrite = useMay('catalog:write')
  return (
    <Box sx={{ mb: 2 }}>
      <Panel title={translate('resources.products.details')}>
        <SimpleForm
          warnWhenUnsavedChanges
          resetOptions={KEEP_TYPED}
          toolbar={mayWrite && <Bottom />}
          sx={{ p: 0 }}
        >
          <ProductFields
            own={
              <>
                <TextInput source="slug" validate={required()} helperText="resources.products.hints.slug" />
                <DateTimeInput source="publish_at" helperText="resources.products.hints.publish_at" />
              </>
            }
          />
        </SimpleForm>
      </Panel>
    </Box>
  )
}

function Bottom() {
  return (
    <Toolbar sx={{ justifyContent: 'space-between', bgcolor: { xs: 'background.paper', sm: 'transparent' }, px: { sm: 0 } }}>
      <SaveButton />
      <DeleteButton mutationMode="pessimistic" />
    </Toolbar>
  )
}
