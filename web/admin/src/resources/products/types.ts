import type { components } from '@soko/client'

type Schemas = components['schemas']

export type Product = Schemas['catalog_StaffProductOut']
export type ProductItem = Schemas['catalog_ProductItemOut']
export type Variant = Schemas['catalog_StaffVariantOut']
export type Picture = Schemas['catalog_ImageOut']
export type Status = Schemas['catalog_Status']

export const STATUSES: readonly Status[] = ['draft', 'scheduled', 'published', 'archived']
