// ClinicDomain
