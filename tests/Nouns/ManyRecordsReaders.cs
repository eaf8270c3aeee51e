namespace StanceApi.Tests.Nouns;

/// <summary>The tests that read the same many records.</summary>
[CollectionDefinition(nameof(ManyRecords))]
public sealed class ManyRecordsReaders : ICollectionFixture<ManyRecords>;
