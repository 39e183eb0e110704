using Contracts;
using Faultline.Wire.Routing;

namespace Faultline.Tests.Contracts;

public sealed class CatalogTests
{
    private static readonly Repository repository = Repository.Find();

    [Fact]
    public void Every_operation_of_every_model_is_in_the_catalog()
    {
        var patches = Patches.Load(repository);
        Assert.All(Catalog.Default.Services, service =>
        {
            var model = Model.Load(repository, patches, service.Id);
            Assert.Equal(Sorted(model.Operations.Keys), Sorted(service.Operations.Keys));
        });
        Assert.Equal(
            Directory.GetFiles(repository.Models, "*.json").Length - 1, // patches.json is no model
            Catalog.Default.Services.Count);
    }

    [Fact]
    public void The_catalog_and_the_generated_model_say_the_same_of_a_service()
    {
        var plain = new Catalog(Bytes(), static _ => null);
        Assert.All(Catalog.Default.Services, service =>
        {
            var (built, listed) = (service.Model, plain.ById(service.Id)!.Model);
            Assert.Equal(
                (built.FullName, built.ServiceId, built.EndpointPrefix, built.SigningName, built.ApiVersion),
                (listed.FullName, listed.ServiceId, listed.EndpointPrefix, listed.SigningName, listed.ApiVersion));
            Assert.Equal(built.Protocols, listed.Protocols);
            Assert.Equal(
                (built.TargetPrefix, built.QueryCompatible, built.XmlNamespace, built.GlobalRegion),
                (listed.TargetPrefix, listed.QueryCompatible, listed.XmlNamespace, listed.GlobalRegion));
        });
    }

    [Fact]
    public void Every_REST_operation_is_found_at_its_own_place()
    {
        var lost = new List<string>();
        foreach (var service in Catalog.Default.Services)
        {
            foreach (var operation in service.Operations.Values.Where(operation => operation.Uri is not null))
            {
                var found = Find(service, operation);
                if (found != operation.Name)
                {
                    lost.Add($"{service.Id}.{operation.Name} is taken for {found}");
                }
            }
        }

        // The two are at one place and need nothing else; a host of its own tells the second from the first.
        Assert.Equal(["s3.ListDirectoryBuckets is taken for ListBuckets"], lost);
    }

    [Theory]
    [InlineData("s3", "GetObject", true)]
    [InlineData("s3", "GET", false)]
    [InlineData("s3", "Object", false)]
    [InlineData("s3", "GetObjec", false)]
    [InlineData("kms", "Encrypt", true)]
    [InlineData("kms", "", false)]
    [InlineData("kms", "éncrypt", false)]
    public void A_name_is_known_only_as_a_whole(string service, string name, bool known) =>
        Assert.Equal(known, Catalog.Default.ById(service)!.Has(name));

    private static string? Find(CatalogService service, CatalogOperation operation)
    {
        var parts = operation.Uri!.Split('?', 2);
        var path = System.Text.RegularExpressions.Regex.Replace(parts[0], @"\{[^}]*\}", "zz9");
        var query = string.Join('&', parts.Skip(1).Concat(operation.Parameters.Select(name => name + "=1")));
        var headers = new Microsoft.AspNetCore.Http.HeaderDictionary();
        foreach (var header in operation.Headers)
        {
            headers[header] = "1";
        }

        return service.Rules.Find(operation.Method!, path, query, headers)?.Name;
    }

    private static IEnumerable<string> Sorted(IEnumerable<string> names) => names.Order(StringComparer.Ordinal);

    private static byte[] Bytes() => File.ReadAllBytes(Path.Combine(repository.Generated, "catalog.txt"));
}
