import ExpandMore from '@mui/icons-material/ExpandMore'
import Accordion from '@mui/material/Accordion'
import AccordionDetails from '@mui/material/AccordionDetails'
import AccordionSummary from '@mui/material/AccordionSummary'
import { TextInput, useTranslate } from 'react-admin'

import { useLanguages } from '../../ui/useLanguages.ts'

/** Name and description in the shop's other languages; what is left empty is shown in English. */
export function Translations() {
  const translate = useTranslate()
  const languages = useLanguages().filter(({ code }) => code !== 'en')
  if (languages.length === 0) return null
  return (
    <Accordion variant="outlined" disableGutters sx={{ width: '100%' }}>
      <AccordionSummary expandIcon={<ExpandMore />}>
        {translate('resources.products.other_languages')}
      </AccordionSummary>
      <AccordionDetails>
        {languages.map(({ code, name }) => (
          <div key={code} lang={code}>
            <TextInput
              source={`translations.${code}.name`}
              label={translate('resources.products.name_in', { language: name })}
            />
            <TextInput
              source={`translations.${code}.description`}
              label={translate('resources.products.description_in', { language: name })}
              multiline
            />
          </div>
        ))}
      </AccordionDetails>
    </Accordion>
  )
}
