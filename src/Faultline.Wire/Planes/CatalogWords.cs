using Faultline.Kernel.Faults;
using Faultline.Wire.Routing;

namespace Faultline.Wire.Planes;

/// <summary>The names of services and operations as the models give them, for whoever aims a fault at them.</summary>
public sealed class CatalogWords(Catalog catalog) : IVocabulary
{
    public IReadOnlyCollection<string> Services { get; } = [.. catalog.Services.Select(service => service.Id)];

    public IReadOnlyCollection<string> Operations(string service) =>
        catalog.ById(service)?.Operations.Keys.ToArray() ?? [];

    public IReadOnlyCollection<OperationFacts> Built(string service) =>
        catalog.ById(service)?.Model.OperationNames.Select(name => Planes.Of(service, name)).ToArray() ?? [];
}
