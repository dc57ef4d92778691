import { Admin, Resource } from 'react-admin'

import { dataProvider } from '../provider/dataProvider.ts'
import { Dashboard } from '../resources/dashboard/index.ts'
import { screens } from '../resources/index.ts'
import { api } from './api.ts'
import { authProvider } from './authProvider.ts'
import { Frame } from './Frame.tsx'
import { i18nProvider } from './i18n.ts'
import { LoginPage } from './LoginPage.tsx'
import { dark, light } from './theme.ts'

const data = dataProvider(screens, api)
const auth = authProvider(screens)
const words = i18nProvider(screens)

export function AdminApp() {
  return (
    <Admin
      title="Shop admin"
      dataProvider={data}
      authProvider={auth}
      i18nProvider={words}
      layout={Frame}
      loginPage={LoginPage}
      dashboard={Dashboard}
      lightTheme={light}
      darkTheme={dark}
      requireAuth
      disableTelemetry
    >
      {screens.map(({ name, list, show, edit, create, icon, label, title }) => (
        <Resource
          key={name}
          name={name}
          icon={icon}
          options={{ label }}
          {...(list && { list })}
          {...(show && { show })}
          {...(edit && { edit })}
          {...(create && { create })}
          {...(title && { recordRepresentation: title })}
        />
      ))}
    </Admin>
  )
}
