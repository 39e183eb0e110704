using Faultline.Api.Fis;
using Faultline.Kernel;
using Faultline.Services.Fis.Keeping;
using Faultline.Services.Fis.Running;
using Faultline.Services.Fis.Templates;
using Faultline.Store;
using Faultline.Wire;

namespace Faultline.Services.Fis;

/// <summary>
/// AWS Fault Injection Service in one region. Its README says what it promises, what it leaves out, and how it fails.
/// </summary>
internal sealed partial class Fis : FisApi, IAsyncDisposable
{
    private readonly Node node;
    private readonly FisBook book;
    private readonly Catalogue catalogue;
    private readonly Rounds rounds;
    private readonly Reconciler reconciler;

    public Fis(string region, Node node, RegionStore store, Surroundings around, FisOptions options)
    {
        this.node = node;
        book = new(store);
        catalogue = new(options.Actions);
        var hands = new Hands(region, node, new(region, node, around), options, catalogue);
        rounds = new(region, book, node, hands, catalogue, around.Timeline);
        reconciler = new(node, rounds.Look);
        rounds.OnOutcome = reconciler.Tell;
    }

    /// <summary>For tests that look at what is kept.</summary>
    internal FisBook Book => book;

    /// <summary>For tests that let it look when they say so.</summary>
    internal Rounds Rounds => rounds;

    /// <summary>Takes up what was under way when the server last stopped.</summary>
    public void Start() => reconciler.Start();

    public async ValueTask DisposeAsync()
    {
        await reconciler.DisposeAsync();
        await rounds.DisposeAsync();
    }

    private static TemplateRow Template(FisState state, Call call, string id) =>
        state.Templates.Find(call.Account, id) ?? throw Refusal.NoTemplate(id);

    private static ExperimentRow Experiment(FisState state, Call call, string id) =>
        state.Experiments.Find(call.Account, id) ?? throw Refusal.NoExperiment(id);
}
